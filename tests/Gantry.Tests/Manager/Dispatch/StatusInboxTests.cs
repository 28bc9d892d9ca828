using Gantry.Model.Tasks;

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

    private static ObservedTask Now(ServiceTask task, TaskState state) => task.Observed with { State = state };

    private TaskState StateOf(ServiceTask task) => _rig.Store.Current.Find(task.Id)!.State;
}
