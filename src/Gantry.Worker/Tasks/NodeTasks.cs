using System.Net;
using System.Threading.Channels;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Dns;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Tasks;

/// <summary>
/// Everything that this node should run, a runner for each task, and the comparison of both with what the engine has.
/// One loop owns it all; others post what they know.
/// </summary>
/// <param name="moved">Told who is on more than one network, or has DNS servers of its own, whenever containers came or went.</param>
internal sealed partial class NodeTasks(
    NodeEngine node, Action<IReadOnlyList<Asker>> moved, TimeProvider time, ILogger<NodeTasks> log) : BackgroundService
{
    /// <summary>Events are hints. This is how long a lost one can go unnoticed.</summary>
    private static readonly TimeSpan ComparePeriod = TimeSpan.FromSeconds(10);

    private const int DnsPort = 53;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<NodeTasksInput> _inputs = Channel.CreateBounded<NodeTasksInput>(
        new BoundedChannelOptions(10_000) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Dictionary<TaskId, AssignedTask> _wanted = [];
    private readonly Dictionary<TaskId, Running> _runners = [];
    private readonly OrphanRemovals _orphans = new(node, log);
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
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    // Loop boundary: an assignment that is dropped is never sent again.
                    LogFailed(failure);
                    await Task.Delay(RetryDelay, time, stoppingToken);
                }
            }
        }

        await ticking;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_runners.Values.Select(r => r.Loop).Append(_orphans.WhenDone()));
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
            case NodeTasksInput.CutOff(var since):
                StopCutOff(since);
                break;
            case NodeTasksInput.Ended(var task) when _runners.TryGetValue(task, out var ended) && ended.Runner.IsFinished:
                // It told so as its last act.
                await ended.Loop;
                break;
            case NodeTasksInput.Ended or NodeTasksInput.Started:
                break;
            default:
                throw new InvalidOperationException("An input without an answer.");
        }

        DropFinished();
        _current = [.. _runners.Values.Select(r => r.Runner)];
        if (input is NodeTasksInput.Started or NodeTasksInput.Ended)
            moved(Askers());

        // Whatever came in may have been what the last container of a network waited for.
        if (_hasFullSet)
            await node.Networks.RemoveDroppedAsync(NetworksInUse, ct);
    }

    // A container that has ended is on its networks too, until it is removed.
    private HashSet<string> NetworksInUse() =>
        [.. _runners.Values.Where(r => !r.Runner.IsFinished).SelectMany(r => r.Runner.Wanted.Container.Networks).Select(n => n.Network)];

    private List<Asker> Askers() =>
    [
        .. from runner in _current
           let spec = runner.Wanted.Container
           let addresses = runner.Container?.Addresses ?? []
           where addresses.Count > 1 || (addresses.Count == 1 && spec is { Networks.Count: > 0, Dns.Servers.Count: > 0 })
           select new Asker(
               [.. addresses.Select(a => IPAddress.Parse(a.Address))],
               [.. spec.Networks.Select(n => n.Network)])
           {
               Servers = [.. (spec.Dns?.Servers ?? []).Select(s => new IPEndPoint(IPAddress.Parse(s), DnsPort))],
           },
    ];

    private async Task ApplyAsync(Assignments assignments, CancellationToken ct)
    {
        if (assignments.Networks is not null)
            await node.Networks.LearnAsync(ct);
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
            RemoveOrphans(containers, ct);
    }

    private void Want(AssignedTask task, Dictionary<TaskId, ContainerView>? containers, CancellationToken ct)
    {
        _wanted[task.Id] = task;
        if (_runners.TryGetValue(task.Id, out var running))
        {
            running.Runner.Want(task);
            return;
        }

        var runner = new TaskRunner(task, containers?.GetValueOrDefault(task.Id), node, Started, time, log);

        // Before it begins: who hears that the task runs must find its runner.
        _current = [.. _current, runner];
        _runners[task.Id] = new Running(runner, RunAsync(runner, ct));
    }

    // A full inbox may drop this one: the comparison every few seconds finds the same.
    private void Started(TaskId id) => _inputs.Writer.TryWrite(new NodeTasksInput.Started(id));

    private async Task RunAsync(TaskRunner runner, CancellationToken ct)
    {
        await runner.RunAsync(ct);
        _inputs.Writer.TryWrite(new NodeTasksInput.Ended(runner.Id));
    }

    // What the manager says of them once it is heard again counts as ever: by then they have ended, and it hears so.
    private void StopCutOff(TimeSpan since)
    {
        foreach (var runner in _runners.Values.Select(r => r.Runner).Where(r => r.Wanted is { Desired: <= DesiredState.Running } wanted && wanted.StopAfter <= since))
        {
            LogCutOff(runner.Id, since.TotalSeconds);
            runner.Want(runner.Wanted with { Desired = DesiredState.Shutdown });
        }
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

        RemoveOrphans(containers, ct);
        await node.Networks.LearnAsync(ct);
        await node.Networks.RemoveUnusedAsync(NetworksInUse(), ct);
        moved(Askers());
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

    // Ours by label, known to nobody: left by a crash between two steps, by a store that was restored, or by a node that was lost.
    private void RemoveOrphans(Dictionary<TaskId, ContainerView> containers, CancellationToken ct)
    {
        if (_hasFullSet)
            _orphans.Remove(containers.Where(c => !_wanted.ContainsKey(c.Key) && !_runners.ContainsKey(c.Key)), ct);
    }

    [LoggerMessage(LogLevel.Warning, "The engine cannot be compared with what is wanted, trying again: {Reason}")]
    private partial void LogEngineFailed(string reason);

    [LoggerMessage(LogLevel.Error, "What came in could not be handled and will be tried again")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "Stopping task {TaskId}, as its file asks for: no manager was heard for {Seconds:0} s")]
    private partial void LogCutOff(TaskId taskId, double seconds);

    private sealed record Running(TaskRunner Runner, Task Loop);
}
