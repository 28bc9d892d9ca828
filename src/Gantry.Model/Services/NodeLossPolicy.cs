namespace Gantry.Model.Services;

/// <summary>What becomes of a service's tasks on a node that is lost (<c>x-gantry.node_loss</c>).</summary>
/// <param name="ReplaceAfter">How long after its node counts as down a task is replaced elsewhere.</param>
/// <param name="Keeps">Never replaced: the task waits for its node to come back.</param>
/// <param name="StopAfter">A worker that hears no manager for so long stops the task by itself. Null: it keeps it running.</param>
public sealed record NodeLossPolicy(TimeSpan ReplaceAfter = default, bool Keeps = false, TimeSpan? StopAfter = null)
{
    public static readonly NodeLossPolicy Default = new();
}
