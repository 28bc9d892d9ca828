using Gantry.Manager.Reconcile;
using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.Planning;

/// <summary>What a round must look at, so that its cost follows the size of the change and not of the cluster.</summary>
/// <param name="HasPlaceChanged">A node changed or room came free: tasks that wait for a place may find one.</param>
internal sealed record LookAt(bool IsEverything, IReadOnlySet<string> Stacks, IReadOnlySet<ServiceId> Services, bool HasPlaceChanged)
{
    public static LookAt Everything { get; } = new(true, new SortedSet<string>(), new SortedSet<ServiceId>(), true);

    public IEnumerable<string> StacksIn(Snapshot state) =>
        IsEverything ? [.. state.Stacks.Select(s => s.Name).Union(state.Deployments.Select(d => d.Stack)).Order(StringComparer.Ordinal)] : Stacks;

    /// <summary>What is due by now of the agenda, which forgets it.</summary>
    public static LookAt DueOf(Agenda agenda, DateTimeOffset now)
    {
        var (stacks, services) = agenda.TakeDue(now);
        return new LookAt(false, stacks, services, HasPlaceChanged: false);
    }

    public static LookAt At(IEnumerable<Change> changes)
    {
        var stacks = new SortedSet<string>(StringComparer.Ordinal);
        var services = new SortedSet<ServiceId>();
        var hasPlaceChanged = false;
        var isEverything = false;
        foreach (var change in changes)
        {
            switch (change)
            {
                case Change.Of<ServiceTask> task:
                    stacks.Add(task.Latest.Stack);
                    services.Add(task.Latest.ServiceId);
                    hasPlaceChanged |= HasLeft(task);
                    break;
                case Change.Of<Service> service:
                    stacks.Add(service.Latest.Stack);
                    services.Add(service.Latest.Id);
                    break;
                case Change.Of<Stack> stack:
                    stacks.Add(stack.Latest.Name);
                    break;
                case Change.Of<Deployment> deployment:
                    stacks.Add(deployment.Latest.Stack);
                    break;
                case Change.Of<Volume> { Latest.Stack: { } owner }:
                    stacks.Add(owner);
                    break;
                case Change.Of<Node> { Old: { } before, New: { } after } when HasStayed(before, after):
                    hasPlaceChanged = true;
                    if (!ReferenceEquals(before.HeldPorts, after.HeldPorts))
                        stacks.UnionWith(before.HeldPorts.Concat(after.HeldPorts).Select(p => p.Stack));
                    break;
                case Change.Of<Node>:
                case Change.Of<ClusterSettings>:
                    // Another machine, other ranges on it, one that is drained, or what holds for all: any service may be concerned.
                    isEverything = true;
                    break;
            }
        }

        return new LookAt(isEverything, stacks, services, hasPlaceChanged || isEverything);
    }

    private static bool HasStayed(Node before, Node after) =>
        ReferenceEquals(before.RefusedRanges, after.RefusedRanges)
        && ReferenceEquals(before.ForeignRanges, after.ForeignRanges)
        && before.Availability == after.Availability
        && before.State == after.State;

    // What is told to stop still holds its room, but counts no more for spreading and replicas per node.
    private static bool HasLeft(Change.Of<ServiceTask> task) =>
        (task.Old is { HoldsResources: true } && task.New is not { HoldsResources: true }) ||
        (task.Old is { NodeId: not null, IsLive: true } && task.New is not { IsLive: true });

    public LookAt With(LookAt other) => new(
        IsEverything || other.IsEverything,
        new SortedSet<string>(Stacks.Union(other.Stacks), StringComparer.Ordinal),
        new SortedSet<ServiceId>(Services.Union(other.Services)),
        HasPlaceChanged || other.HasPlaceChanged);
}
