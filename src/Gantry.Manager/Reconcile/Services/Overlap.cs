using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>
/// Whether a successor on another node serves before the task whose place it takes is stopped. Safe where tasks of the service
/// run beside each other anyway, or the file says so (<c>update_config.order: start-first</c>): one that is alone may be alone
/// for a reason.
/// </summary>
internal static class Overlap
{
    public static bool IsSafe(Service service) =>
        service.Spec.Mode == ServiceMode.Replicated
        && (service.WantedReplicas > 1 || service.Spec.Update?.Order == UpdateOrder.StartFirst)
        && service.Spec.NodeLoss is not { Keeps: true };

    /// <summary>Whether the successor is so far that the other can stop.</summary>
    public static bool IsReady(Service service, ServiceTask successor) =>
        IsSafe(service) ? successor.IsInService : successor.State >= TaskState.Ready;
}
