namespace Gantry.Worker.Dns;

/// <summary>What the DNS server has done since it started. Numbers only ever grow.</summary>
internal sealed class DnsCounters
{
    private long _queries;
    private long _answered;
    private long _forwarded;
    private long _refused;
    private long _dropped;
    private long _upstreamFailures;

    /// <summary>Everything that arrived, malformed packets too.</summary>
    public long Queries => Volatile.Read(ref _queries);

    /// <summary>Answered from the table, "no such name" included.</summary>
    public long Answered => Volatile.Read(ref _answered);

    public long Forwarded => Volatile.Read(ref _forwarded);

    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Got no reply at all: no query, or over the client's rate, or too many waiting for an upstream.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Forwarded, and no upstream gave a usable reply.</summary>
    public long UpstreamFailures => Volatile.Read(ref _upstreamFailures);

    public void CountQuery() => Interlocked.Increment(ref _queries);

    public void CountAnswered() => Interlocked.Increment(ref _answered);

    public void CountForwarded() => Interlocked.Increment(ref _forwarded);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountDropped() => Interlocked.Increment(ref _dropped);

    public void CountUpstreamFailure() => Interlocked.Increment(ref _upstreamFailures);
}
