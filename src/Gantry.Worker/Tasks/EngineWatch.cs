using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Tasks;

/// <summary>Turns the engine's events into hints, and knows whether the engine answers.</summary>
internal sealed partial class EngineWatch(NodeEngine node, NodeTasks tasks, TimeProvider time, ILogger<EngineWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(5);

    private readonly ChangeSignal _turned = new();
    private volatile string? _problem;
    private volatile int _lost;

    /// <summary>Why the engine does not answer; null while it does.</summary>
    public string? Problem => _problem;

    /// <summary>Completes when the engine answers no more, or answers again.</summary>
    public Task Turn => _turned.Next;

    /// <summary>How often it was lost: each time another engine may be there afterwards, since an upgrade restarts it.</summary>
    public int Lost => _lost;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(ListenAsync(stoppingToken), PingAsync(stoppingToken));

    private async Task ListenAsync(CancellationToken ct)
    {
        var filter = EngineFilter.Label($"{OwnLabels.Cluster}={node.ClusterId}").And("type", "container");
        while (!ct.IsCancellationRequested)
        {
            try
            {
                // What happened while nobody listened is found by comparing, not by asking for old events:
                // the engine keeps only the last 256, and none from before its own start.
                node.Networks.Forget();
                await tasks.PostAsync(new NodeTasksInput.Compare(), ct);
                await foreach (var happened in node.Engine.EventsAsync(filter, since: null, ct))
                {
                    if (ChangesState(happened.Action) && OwnLabels.TaskOf(happened.Actor.Attributes) is { } id)
                        await tasks.PostAsync(new NodeTasksInput.Hint(id), ct);
                }
            }
            catch (EngineException failure) when (!ct.IsCancellationRequested)
            {
                Become(failure.Message);
                LogLost(failure.Message);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // Loop boundary: without events every change is found seconds later.
                LogBroken(failure);
            }

            _lost++;
            await Task.Delay(ReconnectDelay, time, ct);
        }
    }

    private void Become(string? problem)
    {
        var turns = _problem is null != problem is null;
        _problem = problem;
        if (turns)
            _turned.Raise();
    }

    // Starts and creations are our own doing and were looked at already; execs and top change nothing.
    private static bool ChangesState(string action) =>
        action is "die" or "destroy" or "oom" or "pause" or "unpause" || action.StartsWith("health_status", StringComparison.Ordinal);

    private async Task PingAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(PingPeriod, time);
        do
        {
            try
            {
                await node.Engine.PingAsync(ct);
                Become(null);
            }
            catch (EngineException failure) when (!ct.IsCancellationRequested)
            {
                Become(failure.Message);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                Become(failure.Message);
                LogBroken(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    [LoggerMessage(LogLevel.Warning, "The engine's events ended, listening again: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Error, "Watching the engine failed and begins again")]
    private partial void LogBroken(Exception failure);
}
