using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>Tasks of a service as people list them: by slot, oldest first.</summary>
internal sealed class TaskOrder : IComparer<ServiceTask>
{
    public static readonly TaskOrder BySlot = new();

    public int Compare(ServiceTask? x, ServiceTask? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Slot != y.Slot)
            return x.Slot.CompareTo(y.Slot);

        var byAge = x.CreatedAt.CompareTo(y.CreatedAt);
        return byAge != 0 ? byAge : x.Id.CompareTo(y.Id);
    }
}
