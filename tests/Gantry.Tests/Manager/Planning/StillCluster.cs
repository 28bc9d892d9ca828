using Gantry.Manager.Planning;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.Planning;

/// <summary>A store, the real rounds of deciding, and workers that obey when it is their turn, which chance says.</summary>
internal sealed class StillCluster(StateStore store, IdSource ids, Random chance) : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public StateStore Store => store;

    public IdSource Ids => ids;

    public static async Task<StillCluster> OpenAsync(int seed, CancellationToken ct, BackendLimits? limits = null)
    {
        var ids = IdSource.Seeded(seed);
        var store = await StateStore.OpenAsync(new MemoryBackend(limits), ids, TimeProvider.System, NullLogger<StateStore>.Instance, ct);
        return new StillCluster(store, ids, new Random(seed));
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    public async Task AddNodesAsync(IEnumerable<Node> nodes, SchedulingStrategy strategy, CancellationToken ct) =>
        await store.UpdateAsync(
            tx =>
            {
                tx.Put(tx.State.Settings with { Scheduling = strategy });
                foreach (var node in nodes)
                    tx.Put(node);
            },
            ct);

    /// <summary>Writes the revision down as a deploy does.</summary>
    public static string Deploy(Transaction tx, StackSpec spec)
    {
        var stack = tx.State.FindStack(spec.Name);
        var to = (stack?.Revision ?? 0) + 1;
        tx.Put(new StackRevision(spec.Name, to, [], spec.Services, spec.Networks, spec.Volumes, Now, "test"));
        tx.Put(stack is null ? new Stack(spec.Name, to, 0, Now, Now, "test") : stack with { Revision = to });
        return spec.Name;
    }

    /// <summary>Decides and obeys until nothing moves.</summary>
    /// <param name="late">Workers are late and out of order.</param>
    public async Task SettleAsync(CancellationToken ct, bool late = false)
    {
        for (var round = 0; round < 2_000; round++)
        {
            var before = store.Current.Revision;
            await store.UpdateAsync(tx => ClusterStep.Advance(tx, LookAt.Everything, Now, ids), ct);
            var isCalm = store.Current.Revision == before;
            foreach (var some in store.Current.Tasks.Where(_ => isCalm || !late || chance.Next(3) > 0).Select(t => t.Id).Chunk(store.Limits.Operations / 2).DefaultIfEmpty([]))
            {
                await store.UpdateAsync(
                    tx =>
                    {
                        ObedientWorkers.Apply(tx, some.Select(id => tx.State.Find(id)).OfType<ServiceTask>(), Now);
                    },
                    ct);
            }

            if (store.Current.Revision == before)
                return;
        }

        throw new InvalidOperationException("The cluster never came to rest.");
    }

    /// <summary>Node by slot of the newest task that is wanted there.</summary>
    public static SortedDictionary<string, string> Placed(Snapshot state, string stack)
    {
        var nodes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var task in state.ServicesOf(stack).SelectMany(s => state.TasksOf(s.Id)).Where(t => t.IsLive).OrderBy(t => t.Revision))
            nodes[task.Slot > 0 ? task.Name : $"{task.Service} on {NameOf(state, task)}"] = task.State < TaskState.Assigned ? "nowhere" : NameOf(state, task);
        return nodes;
    }

    private static string NameOf(Snapshot state, ServiceTask task) =>
        task.NodeId is { } id ? state.Find(id)?.Name ?? "gone" : "nowhere";
}
