using Gantry.Model.Tasks;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Tasks;

/// <summary>
/// Takes containers away whose task nobody knows. Beside everything else: a process may take its whole grace to end, and nobody
/// should wait for it. Used by one loop.
/// </summary>
internal sealed partial class OrphanRemovals(NodeEngine node, ILogger log)
{
    /// <summary>What the engine gives a container that names no grace of its own.</summary>
    private static readonly TimeSpan EngineGrace = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Task> _removals = [];

    /// <summary>Safe to repeat: what is on its way out already is left alone.</summary>
    public void Remove(IEnumerable<KeyValuePair<TaskId, ContainerView>> orphans, CancellationToken ct)
    {
        foreach (var (container, removal) in _removals)
        {
            if (removal.IsCompleted)
                _removals.Remove(container);
        }

        foreach (var (task, view) in orphans.Where(o => !_removals.ContainsKey(o.Value.Id)))
        {
            LogOrphan(task, view.Id);
            _removals[view.Id] = RemoveAsync(view.Id, ct);
        }
    }

    public Task WhenDone() => Task.WhenAll(_removals.Values);

    private async Task RemoveAsync(string container, CancellationToken ct)
    {
        try
        {
            // Its task is gone, and what the task's file said with it; the container still knows.
            var made = await node.Engine.Containers.InspectAsync(container, ct);
            var grace = made.Config.StopTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : EngineGrace;
            await node.Engine.Containers.StopAsync(container, grace, ct);
            await node.Engine.Containers.RemoveAsync(container, force: true, volumes: true, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The next process finds it again.
        }
        catch (EngineException failure)
        {
            // Gone already, or found again by the next comparison.
            LogOrphanStays(container, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Removing container {ContainerId} of task {TaskId}: nobody knows that task any more")]
    private partial void LogOrphan(TaskId taskId, string containerId);

    [LoggerMessage(LogLevel.Warning, "Container {ContainerId} of a forgotten task is still there: {Reason}")]
    private partial void LogOrphanStays(string containerId, string reason);
}
