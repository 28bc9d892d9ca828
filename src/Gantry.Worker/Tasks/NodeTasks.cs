using System.Threading.Channels;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Tasks;

/// <summary>
/// Everything that this node should run, a runner for each task, and the comparison of both with what the engine has.
/// One loop owns it all; others post what they know.
/// </summary>
internal sealed partial class NodeTasks(NodeEngine node, TimeProvider time, ILogger<NodeTasks> log) : BackgroundService
{
    /// <summary>Events are hints. This is how long a lost one can go unnoticed.</summary>
    private static readonly TimeSpan ComparePeriod = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<NodeTasksInput> _inputs = Channel.CreateBounded<NodeTasksInput>(
        new BoundedChannelOptions(10_000) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Dictionary<TaskId, AssignedTask> _wanted = [];
    private readonly Dictionary<TaskId, Running> _runners = [];
    private bool _hasFullSet;
    private volatile IReadOnlyList<TaskRunner> _current = [];

    /// <summary>The runners as of now, for streams and usage.</summary>
    public IReadOnlyList<TaskRunner> Current => _current;

    public TaskRunner? Find(TaskId id) => _current.FirstOrDefault(r => r.Id == id);

    /// <summary>Waits when the inbox is full: the session slows down, nothing is lost.</summary>
    public ValueTask PostAsync(NodeTasksInput input, CancellationToken ct) => _inputs.Writer.WriteAsync(input, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var ticking = TickAsync(stoppingToken);
        await foreach (var input in _inputs.Reader.ReadAllAsync(stoppingToken))
        {
            var isCompared = false;
            while (!isCompared && !stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await HandleAsync(input, stoppingToken);
                    isCompared = true;
                }
                catch (EngineException failure) when (!stoppingToken.IsCancellationRequested)
                {
                    // What the engine holds must be known before anything is made: else a task could get a second container.
                    LogEngineFailed(failure.Message);
                    await Task.Delay(RetryDelay, time, stoppingToken);
                }
            }
        }

        await ticking;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_runners.Values.Select(r => r.Loop));
    }

    private async Task TickAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(ComparePeriod, time);
        while (await timer.WaitForNextTickAsync(ct))
            await PostAsync(new NodeTasksInput.Compare(), ct);
    }

    private async Task HandleAsync(NodeTasksInput input, CancellationToken ct)
    {
        switch (input)
        {
            case NodeTasksInput.Assigned(var assignments):
                await ApplyAsync(assignments, ct);
                break;
            case NodeTasksInput.Hint(var task):
                _runners.GetValueOrDefault(task)?.Runner.Nudge();
                break;
            case NodeTasksInput.Compare:
                await CompareAsync(ct);
                break;
            default:
                throw new InvalidOperationException("An input without an answer.");
        }

        DropFinished();
        _current = [.. _runners.Values.Select(r => r.Runner)];
    }

    private async Task ApplyAsync(Assignments assignments, CancellationToken ct)
    {
        var containers = assignments.IsFull || !_hasFullSet ? await ListAsync(ct) : null;
        if (assignments.IsFull)
        {
            var named = assignments.Tasks.Select(t => t.Id).ToHashSet();
            foreach (var id in _wanted.Keys.Where(id => !named.Contains(id)).ToList())
                Forget(id);
        }

        foreach (var id in assignments.Gone)
            Forget(id);
        foreach (var task in assignments.Tasks)
            Want(task, containers, ct);
        _hasFullSet |= assignments.IsFull;
        if (containers is not null)
            await RemoveOrphansAsync(containers, ct);
    }

    private void Want(AssignedTask task, Dictionary<TaskId, ContainerView>? containers, CancellationToken ct)
    {
        _wanted[task.Id] = task;
        if (_runners.TryGetValue(task.Id, out var running))
        {
            running.Runner.Want(task);
            return;
        }

        var runner = new TaskRunner(task, containers?.GetValueOrDefault(task.Id), node, time, log);
        _runners[task.Id] = new Running(runner, runner.RunAsync(ct));
    }

    // The manager knows the task no more: its container goes, then its runner.
    private void Forget(TaskId id)
    {
        _wanted.Remove(id);
        if (_runners.TryGetValue(id, out var running))
            running.Runner.Want(running.Runner.Wanted with { Desired = DesiredState.Remove });
    }

    private void DropFinished()
    {
        foreach (var (id, running) in _runners)
        {
            if (running.Loop.IsCompleted && !_wanted.ContainsKey(id))
                _runners.Remove(id);
        }
    }

    private async Task CompareAsync(CancellationToken ct)
    {
        if (!_hasFullSet)
            return;

        var containers = await ListAsync(ct);
        foreach (var (id, running) in _runners)
        {
            var known = running.Runner.Container;
            var found = containers.GetValueOrDefault(id);
            if (known?.Id != found?.Id || known?.Phase != found?.Phase)
                running.Runner.Nudge();
        }

        await RemoveOrphansAsync(containers, ct);
        await node.Networks.RemoveUnusedAsync(ct);
    }

    private async Task<Dictionary<TaskId, ContainerView>> ListAsync(CancellationToken ct)
    {
        var views = new Dictionary<TaskId, ContainerView>();
        var ours = EngineFilter.Label($"{OwnLabels.Cluster}={node.ClusterId}");
        foreach (var summary in await node.Engine.Containers.ListAsync(ours, all: true, ct))
        {
            if (OwnLabels.TaskOf(summary.Labels) is { } id)
                views[id] = new ContainerView(summary.Id, ContainerView.PhaseOf(summary.State));
        }

        return views;
    }

    // Ours by label, known to nobody: left by a crash between two steps, or by a store that was restored.
    private async Task RemoveOrphansAsync(Dictionary<TaskId, ContainerView> containers, CancellationToken ct)
    {
        foreach (var (id, view) in containers)
        {
            if (_wanted.ContainsKey(id) || _runners.ContainsKey(id) || !_hasFullSet)
                continue;
            LogOrphan(id, view.Id);
            await node.Engine.Containers.StopAsync(view.Id, TimeSpan.FromSeconds(10), ct);
            await node.Engine.Containers.RemoveAsync(view.Id, force: true, volumes: true, ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The engine cannot be compared with what is wanted, trying again: {Reason}")]
    private partial void LogEngineFailed(string reason);

    [LoggerMessage(LogLevel.Warning, "Removing container {ContainerId} of task {TaskId}: nobody knows that task any more")]
    private partial void LogOrphan(TaskId taskId, string containerId);

    private sealed record Running(TaskRunner Runner, Task Loop);
}
