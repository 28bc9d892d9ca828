using Gantry.Manager.Reconcile.Services;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Reconcile;

public sealed class RestartDecisionTests
{
    private static readonly DateTimeOffset Now = StoreNouns.Time;

    private readonly StoreNouns _nouns = new();
    private readonly Service _service;

    public RestartDecisionTests() => _service = _nouns.Service("web");

    [Theory]
    [InlineData(RestartCondition.Any, TaskState.Complete, "restart")]
    [InlineData(RestartCondition.Any, TaskState.Failed, "restart")]
    [InlineData(RestartCondition.OnFailure, TaskState.Complete, "satisfied")]
    [InlineData(RestartCondition.OnFailure, TaskState.Failed, "restart")]
    [InlineData(RestartCondition.OnFailure, TaskState.Rejected, "restart")]
    [InlineData(RestartCondition.None, TaskState.Complete, "satisfied")]
    [InlineData(RestartCondition.None, TaskState.Failed, "give up")]
    internal void The_condition_says_which_ends_are_tried_again(RestartCondition condition, TaskState end, string expected)
    {
        var decision = After(Ended(0, state: end), new RestartPolicy(condition));

        Assert.Equal(expected, Words(decision));
    }

    [Theory]
    [InlineData(RestartCondition.Any)]
    [InlineData(RestartCondition.OnFailure)]
    [InlineData(RestartCondition.None)]
    internal void What_was_asked_to_stop_though_it_was_well_is_filled_at_once(RestartCondition condition)
    {
        var decision = After(Ended(restarts: 4, state: TaskState.Shutdown), new RestartPolicy(condition, MaxAttempts: 1));

        Assert.Equal(new RestartDecision.Restart(null, 0), decision);
    }

    [Fact]
    public void What_was_stopped_because_it_was_unhealthy_has_failed()
    {
        var ended = Ended(0, state: TaskState.Shutdown);
        ended = ended with { Observed = ended.Observed with { Health = TaskHealth.Unhealthy } };

        Assert.Equal("give up", Words(After(ended, new RestartPolicy(RestartCondition.None))));
        Assert.Equal(TimeSpan.FromSeconds(1), Wait(After(ended, RestartPolicy.Default)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 16)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(7, 60)]
    [InlineData(1_000, 60)]
    public void The_wait_doubles_from_a_second_to_a_minute(int restartsSoFar, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Wait(After(Ended(restartsSoFar), RestartPolicy.Default)));

    [Theory]
    [InlineData(0, 5, 5)]
    [InlineData(3, 5, 8)]
    [InlineData(6, 90, 90)]
    public void The_policys_delay_is_the_least_wait(int restartsSoFar, int delay, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds), Wait(After(Ended(restartsSoFar), new RestartPolicy(Delay: TimeSpan.FromSeconds(delay)))));

    [Theory]
    [InlineData(9, 0, 1, 1)]
    [InlineData(10, 0, 0, 1)]
    [InlineData(59, 3, 8, 4)]
    [InlineData(60, 3, 0, 1)]
    [InlineData(60, 1_000, 0, 1)]
    public void Ten_seconds_of_service_spare_the_first_wait_and_a_minute_begins_anew(int served, int restartsSoFar, int seconds, int count)
    {
        var restart = Assert.IsType<RestartDecision.Restart>(After(Ended(restartsSoFar, served: served), RestartPolicy.Default));

        Assert.Equal((TimeSpan.FromSeconds(seconds), count), (Wait(restart), restart.RestartCount));
    }

    [Fact]
    public void A_clock_that_jumped_back_never_makes_the_wait_longer_than_the_delay()
    {
        var ended = Ended(2) with { EndedAt = Now + TimeSpan.FromHours(3) };

        Assert.Equal(TimeSpan.FromSeconds(4), Wait(After(ended, RestartPolicy.Default)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void Attempts_are_used_up_by_restarts_in_a_row_however_few_records_are_left(int most)
    {
        var policy = new RestartPolicy(MaxAttempts: most);

        Assert.Equal("give up", Words(After(Ended(most), policy)));
        if (most > 0)
            Assert.Equal("restart", Words(After(Ended(most - 1), policy)));
    }

    [Fact]
    public void A_minute_of_service_gives_all_attempts_back()
    {
        var policy = new RestartPolicy(MaxAttempts: 3);

        Assert.Equal("restart", Words(After(Ended(3, served: 60), policy)));
        Assert.Equal("give up", Words(After(Ended(3, served: 59), policy)));
    }

    [Fact]
    public void A_window_counts_the_restarts_in_it_alone()
    {
        var policy = new RestartPolicy(MaxAttempts: 3, Window: TimeSpan.FromSeconds(60));

        Assert.Equal("give up", Words(After(Ended(9), policy, Restarted(61), Restarted(60), Restarted(30), Restarted(1))));
        Assert.Equal("restart", Words(After(Ended(9), policy, Restarted(90), Restarted(61), Restarted(30), Restarted(1))));
    }

    [Fact]
    public void The_first_task_of_a_slot_is_no_restart()
    {
        var policy = new RestartPolicy(MaxAttempts: 1, Window: TimeSpan.FromSeconds(60));

        Assert.Equal("restart", Words(After(Ended(0), policy, Restarted(30) with { RestartCount = 0 })));
    }

    [Fact]
    public void What_was_given_up_stays_given_up_when_somebody_looks_later()
    {
        var policy = new RestartPolicy(MaxAttempts: 1, Window: TimeSpan.FromSeconds(60));

        var later = RestartDecision.After(Ended(1), policy, [Restarted(30)], Now + TimeSpan.FromHours(1));

        Assert.Equal("give up", Words(later));
    }

    private static RestartDecision After(ServiceTask ended, RestartPolicy policy, params ServiceTask[] history) =>
        RestartDecision.After(ended, policy, history, Now);

    private static string Words(RestartDecision decision) => decision switch
    {
        RestartDecision.Restart => "restart",
        RestartDecision.Satisfied => "satisfied",
        RestartDecision.GiveUp => "give up",
        _ => $"{decision}",
    };

    private static TimeSpan Wait(RestartDecision decision) =>
        Assert.IsType<RestartDecision.Restart>(decision).NotBefore is { } due ? due - Now : TimeSpan.Zero;

    /// <summary>Ended at this moment.</summary>
    private ServiceTask Ended(int restarts, int served = 0, TaskState state = TaskState.Failed) => _nouns.Task(_service, 1, state: state) with
    {
        RestartCount = restarts,
        InServiceSince = served > 0 ? Now - TimeSpan.FromSeconds(served) : null,
        EndedAt = Now,
    };

    private ServiceTask Restarted(int secondsAgo) => _nouns.Task(_service, 1, state: TaskState.Failed) with
    {
        RestartCount = 1,
        CreatedAt = Now - TimeSpan.FromSeconds(secondsAgo),
    };
}
