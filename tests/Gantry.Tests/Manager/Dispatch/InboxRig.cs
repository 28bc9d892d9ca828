using Gantry.Manager.Dispatch;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Dispatch;

/// <summary>A store with two nodes and one service, and the inbox that takes what workers report of its tasks.</summary>
internal sealed class InboxRig : IAsyncDisposable
{
    private readonly StoreNouns _nouns = new();
    private readonly StatusInbox _inbox;

    private InboxRig(StateStore store, ManualTime time)
    {
        Store = store;
        Time = time;
        _inbox = new StatusInbox(store, time, NullLogger<StatusInbox>.Instance);
        Service = _nouns.Service("web");
        (Here, There) = (_nouns.Node("n1"), _nouns.Node("n2"));
    }

    public StateStore Store { get; }

    public ManualTime Time { get; }

    public Service Service { get; }

    public Node Here { get; }

    public Node There { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<InboxRig> OpenAsync()
    {
        var time = new ManualTime();
        var rig = new InboxRig(await StateStore.OpenAsync(new MemoryBackend(), IdSource.Seeded(3), time, NullLogger<StateStore>.Instance, Ct), time);
        await rig.Store.UpdateAsync(
            tx =>
            {
                tx.Put(rig.Here);
                tx.Put(rig.There);
                tx.Put(rig.Service);
                tx.Put(StoreNouns.Revision(rig.Service.Id, 1));
            },
            Ct);
        return rig;
    }

    public async Task<ServiceTask> AddTaskAsync(int slot, Node node, int revision = 1)
    {
        var task = _nouns.Task(Service, slot, node.Id) with { Revision = revision };
        await Store.UpdateAsync(tx => tx.Put(task), Ct);
        return task;
    }

    public async Task ReportAsync(params (Node Node, ServiceTask Task, ObservedTask Observed)[] said) => await Store.UpdateAsync(
        tx => _inbox.Apply(tx, [.. said.Select(s => (s.Node.Id, new TaskReport(s.Task.Id, s.Observed)))]), Ct);

    public async ValueTask DisposeAsync()
    {
        _inbox.Dispose();
        await Store.DisposeAsync();
    }
}
