namespace Gantry.Tests.Cli;

/// <summary>Short waits are over at once, long ones never end: for waits between real answers of a peer.</summary>
internal sealed class EagerTime(TimeSpan longestShortWait) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime <= longestShortWait ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
