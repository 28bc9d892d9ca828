using System.Globalization;
using Gantry.Worker.Docker;

namespace Gantry.ClusterTests.Testing;

/// <summary>
/// Looks every 200 ms and remembers when a slot had more running containers than it may, or fewer than it must, when
/// something was not as in the first look that must never change, and when the server told of an older state than before.
/// </summary>
internal sealed class InvariantSampler : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly Func<CancellationToken, Task<IReadOnlyList<ClusterContainer>>> _running;
    private readonly Func<CancellationToken, Task<IReadOnlyList<string>>> _unchanging;
    private readonly Func<CancellationToken, Task<string?>> _revision;
    private readonly List<string> _violations = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly Task _sampling;
    private IReadOnlyList<string>? _first;
    private IReadOnlyList<string>? _seen;
    private string? _last;
    private int _samples;

    /// <param name="unchanging">What must be the same in every look; null: slots are all that is looked at.</param>
    public InvariantSampler(ClusterOnEngine cluster, Func<CancellationToken, Task<IReadOnlyList<string>>>? unchanging = null)
        : this(async ct => [.. (await cluster.ContainersAsync(ct)).Where(c => c.IsRunning)], unchanging ?? (_ => Task.FromResult<IReadOnlyList<string>>([])), _ => Task.FromResult<string?>(null))
    {
    }

    /// <param name="running">All over the cluster, in one look.</param>
    /// <param name="revision">What the server says its state is; null while it does not answer.</param>
    public InvariantSampler(
        Func<CancellationToken, Task<IReadOnlyList<ClusterContainer>>> running,
        Func<CancellationToken, Task<IReadOnlyList<string>>> unchanging,
        Func<CancellationToken, Task<string?>> revision)
    {
        _running = running;
        _unchanging = unchanging;
        _revision = revision;
        _sampling = SampleAsync(_end.Token);
    }

    /// <summary>How many may run for one slot, from now on.</summary>
    public int AtMost { get; set; } = 1;

    /// <summary>Of which slots one must always run, from now on.</summary>
    public IReadOnlyList<string> Needed { get; set; } = [];

    /// <summary>Ends the sampling and fails when anything was ever otherwise.</summary>
    public async Task AssertHeldAsync()
    {
        await StopAsync();
        await _sampling;
        Assert.True(_samples > 0, "Nothing was sampled.");
        Assert.True(_violations.Count == 0, $"In {_samples} samples: {string.Join('\n', _violations)}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private Task StopAsync() => _end.CancelAsync();

    private async Task SampleAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                // Before the look: what is allowed meanwhile may have been seen before it was forbidden.
                var (most, needed) = (AtMost, Needed);
                var slots = (await _running(ct)).ToLookup(c => c.Slot);
                foreach (var slot in slots.Where(s => s.Count() > Math.Max(most, AtMost)))
                    Remember($"slot {slot.Key} ran {string.Join(" and ", slot.Select(c => c.Name))}");
                foreach (var slot in needed.Where(s => !slots.Contains(s)))
                    Remember($"slot {slot} ran nowhere");
                await CompareAsync(ct);
                CompareRevision(await _revision(ct));
                _samples++;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or EngineException && ct.IsCancellationRequested)
        {
            // It has seen enough.
        }
    }

    private async Task CompareAsync(CancellationToken ct)
    {
        var now = await _unchanging(ct);
        _first ??= now;
        if (!now.SequenceEqual(_first) && !now.SequenceEqual(_seen ?? []))
            Remember($"gone: {string.Join(", ", _first.Except(now))}; new: {string.Join(", ", now.Except(_first))}");
        _seen = now;
    }

    private void CompareRevision(string? now)
    {
        if (now is null)
            return;
        // An epoch and a number in it, as a version is made.
        if (_last is not null && Version.Parse(now) < Version.Parse(_last))
            Remember($"revision {_last} was followed by {now}");
        _last = now;
    }

    private void Remember(string violation)
    {
        if (_violations.Count < 20)
            _violations.Add(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_start).TotalSeconds:0.0} s: {violation}"));
    }
}
