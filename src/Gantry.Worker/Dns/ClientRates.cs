using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>How much each client may ask: a token bucket a client. Over it a query is dropped, so that one container
/// in a loop cannot take the names away from the others.</summary>
internal sealed class ClientRates(TimeProvider time)
{
    public const int PerSecond = 1_000;
    public const int Burst = 2_000;

    // A /25 has 126 containers; this many clients are several full networks. Beyond it full buckets are forgotten.
    private const int RememberedClients = 4_096;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Bucket> _buckets = [];

    public bool TryTake(IPAddress client)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var bucket = _buckets.TryGetValue(client, out var known) ? Refill(known, now) : new Bucket(Burst, now);
            var isAllowed = bucket.Tokens >= 1;
            if (_buckets.Count >= RememberedClients)
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
        foreach (var (client, bucket) in _buckets)
        {
            if (Refill(bucket, now).Tokens >= Burst)
                _buckets.Remove(client);
        }
    }

    private readonly record struct Bucket(double Tokens, long At);
}
