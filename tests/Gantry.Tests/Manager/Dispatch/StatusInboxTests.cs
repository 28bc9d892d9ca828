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

public sealed class StatusInboxTests : IAsyncLifetime
{
    private readonly StoreNouns _nouns = new();
    private readonly ManualTime _time = new();
    private readonly StatusInbox _inbox;
    private readonly Service _service;
    private readonly Node _node;
    private StateStore _store = null!;

    public StatusInboxTests()
    {
        _inbox = new StatusInbox(null!, _time, NullLogger<StatusInbox>.Instance);
        _service = _nouns.Service("web");
        _node = _nouns.Node("n1");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await StateStore.OpenAsync(new MemoryBackend(), IdSource.Seeded(3), _time, NullLogger<StateStore>.Instance, Ct);
        await _store.UpdateAsync(
            tx =>
            {
                tx.Put(_node);
                tx.Put(_service);
                tx.Put(StoreNouns.Revision(_service.Id, 1));
            },
            Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _inbox.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task A_move_back_is_refused_and_counted_and_the_other_reports_are_taken()
    {
        var (ended, other) = (_nouns.Task(_service, 1, _node.Id), _nouns.Task(_service, 2, _node.Id));
        await _store.UpdateAsync(
            tx =>
            {
                tx.Put(ended);
                tx.Put(other);
            },
            Ct);
        await ReportAsync((_node.Id, ended, TaskState.Failed));

        await ReportAsync((_node.Id, ended, TaskState.Running), (_node.Id, other, TaskState.Running));

        Assert.Equal((TaskState.Failed, TaskState.Running), (_store.Current.Find(ended.Id)!.State, _store.Current.Find(other.Id)!.State));
        Assert.Equal(1, _store.IllegalMoves);
    }

    [Fact]
    public async Task What_another_node_says_of_a_task_is_not_taken()
    {
        var task = _nouns.Task(_service, 1, _node.Id);
        await _store.UpdateAsync(tx => tx.Put(task), Ct);

        await ReportAsync((_nouns.Node("n2").Id, task, TaskState.Failed));

        Assert.Equal(task.State, _store.Current.Find(task.Id)!.State);
    }

    private async Task ReportAsync(params (NodeId Node, ServiceTask Task, TaskState State)[] said) => await _store.UpdateAsync(
        tx => _inbox.Apply(tx, [.. said.Select(s => (s.Node, new TaskReport(s.Task.Id, s.Task.Observed with { State = s.State })))]), Ct);
}
