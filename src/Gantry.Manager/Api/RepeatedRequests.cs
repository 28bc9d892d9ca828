namespace Gantry.Manager.Api;

/// <summary>
/// Remembers answers by Idempotency-Key, so that a client that lost an answer may ask again without doing it twice.
/// Kept in memory alone: after a restart of the server a repeated request is a new one, which the store's own rules make harmless.
/// </summary>
internal sealed class RepeatedRequests(TimeProvider time)
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    // Answers carry a plan, some kilobytes as a rule: 10 MB at the usual size.
    private const int MostKept = 1_000;
    private const int MostBytes = 32 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Caller, string Key), Kept> _kept = [];
    private readonly Queue<(string Caller, string Key)> _order = [];
    private long _bytes;

    public async Task<ApiAnswer> OnceAsync(ChangeRequest request, Func<Task<ApiAnswer>> change)
    {
        if (request.IdempotencyKey is not { } key)
            return await change();

        var (kept, isFirst) = Claim((request.Actor, key), request.Fingerprint);
        if (!isFirst)
            return await kept.Answer.Task.WaitAsync(request.Aborted);
        try
        {
            var answer = await change();
            Keep((request.Actor, key), kept, answer);
            kept.Answer.SetResult(answer);
            return answer;
        }
        catch (Exception failure)
        {
            // Nothing was done: the same key may try again.
            Forget((request.Actor, key), kept);
            kept.Answer.SetException(failure);
            _ = kept.Answer.Task.Exception;
            throw;
        }
    }

    private (Kept Kept, bool IsFirst) Claim((string Caller, string Key) key, string fingerprint)
    {
        lock (_lock)
        {
            DropOld();
            if (_kept.TryGetValue(key, out var known))
            {
                return known.Fingerprint == fingerprint
                    ? (known, false)
                    : throw Problem.Refused($"Idempotency-Key '{key.Key}' was used for another request within the last ten minutes. Take a new one.");
            }

            var kept = new Kept(fingerprint, time.GetUtcNow(), new TaskCompletionSource<ApiAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
            _kept[key] = kept;
            _order.Enqueue(key);
            return (kept, true);
        }
    }

    // An answer that comes after its key was forgotten is kept by nobody.
    private void Keep((string Caller, string Key) key, Kept kept, ApiAnswer answer)
    {
        lock (_lock)
        {
            if (_kept.GetValueOrDefault(key) != kept)
                return;
            kept.Bytes = answer.Body.Length;
            _bytes += kept.Bytes;
        }
    }

    private void Forget((string Caller, string Key) key, Kept kept)
    {
        lock (_lock)
        {
            if (_kept.GetValueOrDefault(key) == kept)
                _kept.Remove(key);
        }
    }

    private void DropOld()
    {
        var since = time.GetUtcNow() - KeptFor;
        while (_order.TryPeek(out var oldest))
        {
            var isGone = !_kept.TryGetValue(oldest, out var kept);
            if (!isGone && kept!.At >= since && _order.Count <= MostKept && _bytes <= MostBytes)
                return;
            _order.Dequeue();
            if (isGone)
                continue;
            _kept.Remove(oldest);
            _bytes -= kept!.Bytes;
        }
    }

    private sealed class Kept(string fingerprint, DateTimeOffset at, TaskCompletionSource<ApiAnswer> answer)
    {
        public string Fingerprint => fingerprint;

        public DateTimeOffset At => at;

        public TaskCompletionSource<ApiAnswer> Answer => answer;

        /// <summary>0 while there is no answer.</summary>
        public int Bytes { get; set; }
    }
}
