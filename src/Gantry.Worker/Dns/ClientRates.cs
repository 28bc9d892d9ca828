using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>How much each client may ask: a token bucket a client. Over it a query is dropped, so that one container
/// in a loop cannot take the names away from the others.</summary>
internal sealed class ClientRates(TimeProvider time)
{
    public const int PerSecond = 1_000;
    public const int Burst = 2_000;

    // A full bucket says no more than none at all. Looking for them is a walk over all clients, so not at every query.
    private static readonly TimeSpan ForgetPeriod = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Bucket> _buckets = [];
    private long _lastForgotten;

    public int RememberedClients
    {
        get
        {
            lock (_lock)
                return _buckets.Count;
        }
    }

    public bool TryTake(IPAddress client)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var bucket = _buckets.TryGetValue(client, out var known) ? Refill(known, now) : new Bucket(Burst, now);
            var isAllowed = bucket.Tokens >= 1;
            if (time.GetElapsedTime(_lastForgotten, now) >= ForgetPeriod)
                ForgetIdle(now);
            _buckets[client] = isAllowed ? bucket with { Tokens = bucket.Tokens - 1 } : bucket;
            return isAllowed;
        }
    }

    private Bucket Refill(Bucket bucket, long now)
    {
        var gained = time.GetElapsedTime(bucket.At, now).TotalSeconds * PerSecond;
        return new Bucket(Math.Min(Burst, bucket.Tokens + gained), now);
    }

    private void ForgetIdle(long now)
    {
        _lastForgotten = now;
        foreach (var (client, bucket) in _buckets)
        {
            if (Refill(bucket, now).Tokens >= Burst)
                _buckets.Remove(client);
        }
    }

    private readonly record struct Bucket(double Tokens, long At);
}
