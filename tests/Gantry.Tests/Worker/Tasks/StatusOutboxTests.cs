using Gantry.Model.Ids;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Tasks;

namespace Gantry.Tests.Worker.Tasks;

public sealed class StatusOutboxTests
{
    private readonly StatusOutbox _outbox = new();
    private readonly IdSource _ids = IdSource.Seeded(3);

    [Fact]
    public void Only_the_newest_of_a_task_is_told_in_the_order_in_which_they_were_said()
    {
        var (one, two) = (_ids.NextTask(), _ids.NextTask());
        Put(one, "a");
        Put(two, "b");
        Put(one, "c");

        Assert.Equal(["b", "c"], Messages());
    }

    [Fact]
    public void What_was_not_acknowledged_is_told_again()
    {
        Put(_ids.NextTask(), "a");

        Assert.Equal(["a"], Messages());
        Assert.Equal(["a"], Messages());
        _outbox.Acknowledge(_outbox.Take().Mark);
        Assert.Empty(Messages());
    }

    [Fact]
    public void What_is_said_while_a_report_is_on_its_way_outlives_its_acknowledgement()
    {
        var task = _ids.NextTask();
        Put(task, "running");
        var (_, mark) = _outbox.Take();

        Put(task, "failed");
        _outbox.Acknowledge(mark);

        Assert.Equal(["failed"], Messages());
    }

    [Fact]
    public void An_old_acknowledgement_takes_nothing_newer()
    {
        var (one, two) = (_ids.NextTask(), _ids.NextTask());
        Put(one, "a");
        var (_, mark) = _outbox.Take();
        Put(two, "b");
        _outbox.Take();

        _outbox.Acknowledge(mark);

        Assert.Equal(["b"], Messages());
    }

    [Fact]
    public void Only_what_is_urgent_wakes_and_once_taken_it_wakes_no_more()
    {
        Put(_ids.NextTask(), "progress");
        Assert.False(_outbox.WhenUrgent().IsCompleted);

        Put(_ids.NextTask(), "running", isUrgent: true);
        Assert.True(_outbox.WhenUrgent().IsCompleted);
        _outbox.Take();

        Assert.False(_outbox.WhenUrgent().IsCompleted);
    }

    [Fact]
    public void What_waits_goes_on_waiting_until_it_is_acknowledged()
    {
        Assert.False(_outbox.WhenWaiting().IsCompleted);
        Put(_ids.NextTask(), "progress");
        var (_, mark) = _outbox.Take();
        Assert.True(_outbox.WhenWaiting().IsCompleted);

        Put(_ids.NextTask(), "progress");
        _outbox.Acknowledge(mark);
        Assert.True(_outbox.WhenWaiting().IsCompleted);

        _outbox.Acknowledge(_outbox.Take().Mark);
        Assert.False(_outbox.WhenWaiting().IsCompleted);
    }

    private void Put(TaskId task, string message, bool isUrgent = false) =>
        _outbox.Put(new TaskReport(task, new ObservedTask(TaskState.Running, DateTimeOffset.UnixEpoch, message)), isUrgent);

    private IEnumerable<string> Messages() => _outbox.Take().Reports.Select(r => r.Observed.Message);
}
