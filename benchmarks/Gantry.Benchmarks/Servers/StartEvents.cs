using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;

namespace Gantry.Benchmarks.Servers;

/// <summary>When the engine said that containers of a cluster started.</summary>
internal sealed class StartEvents : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<long> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _count;
    private readonly TimeProvider _time;
    private readonly Task _listening;

    private StartEvents(DockerEngine engine, string clusterId, int count, TimeProvider time)
    {
        _count = count;
        _time = time;
        var filter = EngineFilter.Label($"{OwnLabels.Cluster}={clusterId}").And("type", "container").And("event", "start");
        _listening = ListenAsync(engine, filter);
    }

    /// <summary>Begins to listen, before anything is asked for.</summary>
    public static StartEvents Of(DockerEngine engine, string clusterId, int count, TimeProvider time) => new(engine, clusterId, count, time);

    /// <returns>Timestamp of the last one that was counted.</returns>
    public Task<long> LastAsync(CancellationToken ct) => _last.Task.WaitAsync(TimeSpan.FromMinutes(2), _time, ct);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _listening;
        _ended.Dispose();
    }

    private async Task ListenAsync(DockerEngine engine, EngineFilter filter)
    {
        var seen = 0;
        try
        {
            await foreach (var _ in engine.EventsAsync(filter, EngineTime.From(_time.GetUtcNow()), _ended.Token))
            {
                if (++seen == _count)
                    _last.TrySetResult(_time.GetTimestamp());
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (EngineException broken)
        {
            _last.TrySetException(broken);
        }
    }
}
