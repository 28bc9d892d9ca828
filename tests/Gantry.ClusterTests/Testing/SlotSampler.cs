using Gantry.Worker.Docker;

namespace Gantry.ClusterTests.Testing;

/// <summary>Looks at the engine every 200 ms and remembers when a slot had more than one running container.</summary>
internal sealed class SlotSampler : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly ClusterOnEngine _cluster;
    private readonly List<string> _violations = [];
    private readonly Task _sampling;
    private int _samples;

    public SlotSampler(ClusterOnEngine cluster)
    {
        _cluster = cluster;
        _sampling = SampleAsync(_end.Token);
    }

    /// <summary>Ends the sampling and fails when a slot ever ran twice.</summary>
    public async Task AssertOneASlotAsync()
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
                _samples++;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or EngineException && ct.IsCancellationRequested)
        {
            // It has seen enough.
        }
    }
}
