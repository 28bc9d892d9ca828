namespace Gantry.Manager.Dispatch;

/// <summary>
/// When a node may be told of names. All nodes together are told so much a second: below that at once, else one after the other,
/// and who waits hears the newest at its turn. Names must not hold up what nodes should run.
/// </summary>
internal sealed class NamesPace(TimeProvider time)
{
    private const double BytesPerSecond = 25e6;

    /// <summary>Of one address in a message.</summary>
    private const int BytesPerReplica = 20;

    /// <summary>Not worth a timer.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private long _freeAt = time.GetTimestamp();

    /// <param name="replicas">How many addresses are to be told; none or fewer take no time.</param>
    /// <returns>How long to wait for it; zero: not at all.</returns>
    public TimeSpan TakeTurn(int replicas)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var turn = _freeAt > now ? _freeAt : now;
            _freeAt = turn + (long)(Math.Max(0, replicas) * BytesPerReplica / BytesPerSecond * time.TimestampFrequency);
            var wait = time.GetElapsedTime(now, turn);
            return replicas <= 0 || wait < Least ? TimeSpan.Zero : wait;
        }
    }
}
