using Gantry.Model.Nodes;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>As <see cref="Holdings"/>, of what is counted: made for a node only when a task asks for such.</summary>
/// <param name="held">Of all tasks that have not ended.</param>
internal sealed class CountedHoldings(Node node, IEnumerable<CountedNeed> held)
{
    private readonly List<(CountedNeed Need, long Amount)> _held = [.. held.Select(need => (need, need.AmountOn(node.Facts)))];

    // What a task that leaves has given up already to those that were placed in its stead: the node gives it only once.
    private readonly List<(TaskId Leaving, CountedNeed Need, long Amount)> _given = [];

    /// <summary>For a task that comes when <paramref name="replaced"/> have ended. Null: nobody counts them on this node.</summary>
    public long? FreeOf(CountedNeed need, IReadOnlyList<HeldTask> replaced)
    {
        if (need.CapacityOf(node.Facts) is not { } capacity)
            return null;
        var taken = _held.Where(of => of.Need.IsAlike(need)).Sum(of => of.Amount);
        return capacity - taken + replaced.Sum(task => CreditOf(task, need));
    }

    public void Add(CountedNeed need, IReadOnlyList<HeldTask> replaced)
    {
        var beyond = need.AmountOn(node.Facts);
        foreach (var task in replaced)
        {
            var shared = Math.Min(beyond, CreditOf(task, need));
            if (shared <= 0)
                continue;
            _given.Add((task.Id, need, shared));
            beyond -= shared;
        }

        _held.Add((need, beyond));
    }

    private long CreditOf(HeldTask task, CountedNeed need)
    {
        if (task.Node != node.Id)
            return 0;
        var had = task.Counted.Where(of => of.IsAlike(need)).Sum(of => of.AmountOn(node.Facts));
        return Math.Max(0, had - _given.Where(given => given.Leaving == task.Id && given.Need.IsAlike(need)).Sum(given => given.Amount));
    }
}
