using Gantry.Worker.Docker;

namespace Gantry.ClusterTests.Testing;

/// <summary>
/// Looks at the engine every 200 ms and remembers when a slot had more than one running container, and when something was
/// not as in the first look that must never change.
/// </summary>
internal sealed class InvariantSampler : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly ClusterOnEngine _cluster;
    private readonly Func<CancellationToken, Task<IReadOnlyList<string>>> _unchanging;
    private readonly List<string> _violations = [];
    private readonly Task _sampling;
    private IReadOnlyList<string>? _first;
    private int _samples;

    /// <param name="unchanging">What must be the same in every look; null: slots are all that is looked at.</param>
    public InvariantSampler(ClusterOnEngine cluster, Func<CancellationToken, Task<IReadOnlyList<string>>>? unchanging = null)
    {
        _cluster = cluster;
        _unchanging = unchanging ?? (_ => Task.FromResult<IReadOnlyList<string>>([]));
        _sampling = SampleAsync(_end.Token);
    }

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
                var doubles = (await _cluster.ContainersAsync(ct)).Where(c => c.IsRunning).GroupBy(c => c.Slot).Where(g => g.Count() > 1);
                _violations.AddRange(doubles.Select(g => $"slot {g.Key} ran {string.Join(" and ", g.Select(c => c.Name))}"));
                await CompareAsync(ct);
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
        if (!now.SequenceEqual(_first))
            _violations.Add($"what was {string.Join(", ", _first)} became {string.Join(", ", now)}");
    }
}
