using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>What becomes of a slot whose task has ended. Pure. A closed set: the constructor is private.</summary>
internal abstract record RestartDecision
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    /// <summary>A task that served this long was no crash loop: its slot starts counting anew.</summary>
    private static readonly TimeSpan ServedWell = TimeSpan.FromMinutes(1);

    /// <summary>A task that served this long is replaced at once, the first time.</summary>
    private static readonly TimeSpan ServedAWhile = TimeSpan.FromSeconds(10);

    private RestartDecision() { }

    /// <param name="NotBefore">Null: at once.</param>
    /// <param name="RestartCount">How many restarts in a row this one makes.</param>
    public sealed record Restart(DateTimeOffset? NotBefore, int RestartCount) : RestartDecision;

    /// <summary>It did what it was for.</summary>
    public sealed record Satisfied : RestartDecision;

    public sealed record GiveUp(string Reason) : RestartDecision;

    public static RestartDecision After(ServiceTask ended, RestartPolicy policy, IEnumerable<ServiceTask> history, DateTimeOffset now)
    {
        // Asked to stop though it was well: a drain, a scale down and up again. The slot is simply filled; so is that of a lost
        // node's task, unless it is one that must never run twice.
        var isGone = ended.IsLost || ended.State == TaskState.Orphaned;
        var wasAsked = isGone
            ? policy.Condition != RestartCondition.None
            : ended.State == TaskState.Shutdown && ended.Observed.Health != TaskHealth.Unhealthy;
        if (wasAsked)
            return new Restart(null, 0);
        if (ended.State == TaskState.Complete && policy.Condition is (RestartCondition.None or RestartCondition.OnFailure))
            return new Satisfied();
        if (policy.Condition == RestartCondition.None)
            return new GiveUp($"{ended.Name} failed and its restart policy is 'none': {ended.Observed.Reason}");
        if (IsSpent(ended, policy, history, now))
            return new GiveUp($"{ended.Name} was restarted {policy.MaxAttempts} times, as often as its restart policy allows: {ended.Observed.Reason}");

        return Again(ended, policy, now);
    }

    private static Restart Again(ServiceTask ended, RestartPolicy policy, DateTimeOffset now)
    {
        var count = RestartsInARow(ended) + 1;
        var delay = count == 1 && Served(ended) >= ServedAWhile ? TimeSpan.Zero : BackOff(count);
        if (delay < policy.Delay)
            delay = policy.Delay;
        return new Restart(delay == TimeSpan.Zero ? null : Due(ended.EndedAt ?? now, delay, now), count);
    }

    public static TimeSpan BackOff(int restartCount) =>
        restartCount > 6 ? LongestDelay : TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << (restartCount - 1)));

    // A clock that jumped must not keep a slot empty for longer than the delay.
    private static DateTimeOffset Due(DateTimeOffset endedAt, TimeSpan delay, DateTimeOffset now)
    {
        var due = endedAt + delay;
        return due > now + delay ? now + delay : due;
    }

    /// <summary>Whether the policy's window has that restart in it when the slot's newest task ended then: its record must be there to be counted.</summary>
    public static bool IsInWindow(ServiceTask restarted, RestartPolicy policy, DateTimeOffset ended) =>
        policy.MaxAttempts is not null && policy.Window > TimeSpan.Zero && restarted.RestartCount > 0 && restarted.CreatedAt >= ended - policy.Window;

    // Counted back from the end, not from now: a decision to give up must not change because somebody looks again later.
    private static bool IsSpent(ServiceTask ended, RestartPolicy policy, IEnumerable<ServiceTask> history, DateTimeOffset now)
    {
        if (policy.MaxAttempts is not { } most)
            return false;
        return policy.Window > TimeSpan.Zero
            ? history.Count(t => IsInWindow(t, policy, ended.EndedAt ?? now)) >= most
            : RestartsInARow(ended) >= most;
    }

    private static int RestartsInARow(ServiceTask ended) => Served(ended) >= ServedWell ? 0 : ended.RestartCount;

    private static TimeSpan Served(ServiceTask ended) =>
        ended is { InServiceSince: { } since, EndedAt: { } end } ? end - since : TimeSpan.Zero;
}
