using Gantry.Model.Tasks;

namespace Gantry.Tests.Nouns;

public sealed class TaskReasonTests
{
    [Fact]
    public void A_failed_check_is_the_reason_while_it_runs() =>
        Assert.Equal("Its health check failed: no answer.", Unhealthy(TaskState.Running, "no answer.\n").Reason);

    [Fact]
    public void A_failed_check_comes_before_the_stop_that_it_led_to() =>
        Assert.Equal("Its health check failed: no answer. Running.", Unhealthy(TaskState.Shutdown, "no answer").Reason);

    [Fact]
    public void A_check_that_writes_nothing_failed_all_the_same() =>
        Assert.Equal("Its health check failed and wrote nothing.", Unhealthy(TaskState.Running, " \n").Reason);

    [Fact]
    public void What_ended_by_itself_tells_its_own_end() =>
        Assert.Equal("Running.", Unhealthy(TaskState.Failed, "no answer").Reason);

    [Fact]
    public void Of_a_long_output_the_end_is_shown()
    {
        var reason = Unhealthy(TaskState.Running, new string('x', 4_000) + " connection refused").Reason;

        Assert.StartsWith("Its health check failed: …xxx", reason, StringComparison.Ordinal);
        Assert.EndsWith("x connection refused.", reason, StringComparison.Ordinal);
        Assert.InRange(reason.Length, 200, 240);
    }

    private static ObservedTask Unhealthy(TaskState state, string output) =>
        new(state, default, "Running.") { Health = TaskHealth.Unhealthy, HealthOutput = output };
}
