using Gantry.Manager.Dispatch;
using Gantry.Model.Events;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.Dispatch;

public sealed class StatusInboxTests : IAsyncLifetime
{
    private InboxRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await InboxRig.OpenAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_move_back_is_refused_and_counted_and_the_other_reports_are_taken()
    {
        var (ended, other) = (await _rig.AddTaskAsync(1, _rig.Here), await _rig.AddTaskAsync(2, _rig.Here));
        await _rig.ReportAsync((_rig.Here, ended, Now(ended, TaskState.Failed)));

        await _rig.ReportAsync((_rig.Here, ended, Now(ended, TaskState.Running)), (_rig.Here, other, Now(other, TaskState.Running)));

        Assert.Equal((TaskState.Failed, TaskState.Running), (StateOf(ended), StateOf(other)));
        Assert.Equal(1, _rig.Store.IllegalMoves);
    }

    [Fact]
    public async Task What_another_node_says_of_a_task_is_not_taken()
    {
        var task = await _rig.AddTaskAsync(1, _rig.Here);

        await _rig.ReportAsync((_rig.There, task, Now(task, TaskState.Failed)));

        Assert.Equal(task.State, StateOf(task));
    }

    [Fact]
    public async Task What_the_engine_leaves_out_is_told_once_for_a_node_and_revision_however_many_tasks_have_it()
    {
        var (first, second, elsewhere) = (await _rig.AddTaskAsync(1, _rig.Here), await _rig.AddTaskAsync(2, _rig.Here), await _rig.AddTaskAsync(3, _rig.There));
        await _rig.ReportAsync((_rig.Here, first, Warned(first)), (_rig.Here, second, Warned(second)), (_rig.There, elsewhere, Warned(elsewhere)));

        var later = await _rig.AddTaskAsync(4, _rig.Here);
        await _rig.ReportAsync((_rig.Here, later, Warned(later)), (_rig.Here, first, Warned(first)));
        Assert.Equal([_rig.Here.Id, _rig.There.Id], (await WarningsAsync()).Select(e => e.NodeId));

        var next = await _rig.AddTaskAsync(1, _rig.Here, revision: 2);
        await _rig.ReportAsync((_rig.Here, next, Warned(next)));
        Assert.Equal(next.Id, (await WarningsAsync())[^1].TaskId);
        Assert.EndsWith(": Weight discarded.", (await WarningsAsync())[^1].Message);
    }

    [Fact]
    public async Task What_the_engine_leaves_out_stays_known_when_a_restarted_worker_does_not_know_it()
    {
        var task = await _rig.AddTaskAsync(1, _rig.Here);
        await _rig.ReportAsync((_rig.Here, task, Warned(task)));

        await _rig.ReportAsync((_rig.Here, task, Now(task, TaskState.Running)));

        Assert.Equal(["Weight discarded."], _rig.Store.Current.Find(task.Id)!.Observed.EngineWarnings);
    }

    [Fact]
    public async Task A_volume_that_a_node_has_removed_is_none_that_it_keeps()
    {
        await _rig.Store.UpdateAsync(
            tx =>
            {
                tx.Put(new Volume("shop", new VolumeSpec("shop_data"), [_rig.Here.Id]) { IsRemoved = true });
                tx.Put(_rig.Here with { MadeVolumes = [new VolumeSpec("shop_data"), new VolumeSpec("other_data")] });
            },
            TestContext.Current.CancellationToken);

        await _rig.Store.UpdateAsync(tx => StatusInbox.ForgetVolumes(tx, _rig.Here.Id, ["shop_data"]), TestContext.Current.CancellationToken);

        Assert.Equal(["other_data"], _rig.Store.Current.Find(_rig.Here.Id)!.MadeVolumes!.Select(v => v.Name));
    }

    private static ObservedTask Warned(ServiceTask task) => Now(task, TaskState.Starting) with { EngineWarnings = ["Weight discarded."] };

    private async Task<List<ClusterEvent>> WarningsAsync() => [.. (await _rig.Store.ReadEventsAsync(new(default, 100), TestContext.Current.CancellationToken)).Select(e => e.Event).Where(e => e.Type == EventType.TaskEngineWarned)];

    private static ObservedTask Now(ServiceTask task, TaskState state) => task.Observed with { State = state };

    private TaskState StateOf(ServiceTask task) => _rig.Store.Current.Find(task.Id)!.State;
}
