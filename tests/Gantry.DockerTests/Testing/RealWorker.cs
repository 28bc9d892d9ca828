using System.Security.Cryptography;
using Gantry.Model.Ids;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Probes;
using Gantry.Worker.Session;
using Gantry.Worker.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.DockerTests.Testing;

/// <summary>A worker's tasks on the real engine, under a cluster id of their own. Disposing it removes them all.</summary>
internal sealed class RealWorker : IAsyncDisposable
{
    private readonly IEngine _engine;
    private readonly string _cluster = "gt" + RandomNumberGenerator.GetHexString(14, lowercase: true);
    private readonly IdSource _ids = IdSource.Secure();

    public RealWorker(IEngine engine, Func<string, CancellationToken, Task<RegistryLogin?>>? loginFor = null)
    {
        _engine = engine;
        Pulled = new PulledImages([], _ => { });
        var images = new NodeImages(
            engine, loginFor ?? ((_, _) => Task.FromResult<RegistryLogin?>(null)), Pulled, TimeProvider.System, NullLogger<NodeImages>.Instance);
        Node = new NodeEngine(
            engine, _cluster, images, new NodeNetworks(engine, _cluster, LocalRanges.OfInterfaces, _ => { }), new NodeVolumes(engine, _cluster),
            new ProbeCalls(engine, TimeProvider.System), new StatusOutbox(), new StartTurns(4), new WorkerIdentity(_ids.NextNode(), "here", "127.0.0.1"));
        Tasks = new NodeTasks(Node, _ => { }, TimeProvider.System, NullLogger<NodeTasks>.Instance);
    }

    public PulledImages Pulled { get; }

    public NodeEngine Node { get; }

    public NodeTasks Tasks { get; }

    public AssignedTask NewTask(ContainerSpec spec) => new(
        _ids.NextTask(), _cluster, "web", _ids.NextService(), Slot: 1, Revision: 1, "hash", spec.Image, spec, DesiredState.Running, TaskState.Assigned);

    /// <summary>Returns when the task runs.</summary>
    public async Task<AssignedTask> RunAsync(string script, CancellationToken ct, bool tty = false)
    {
        var task = NewTask(Shell(script) with { Tty = tty });
        await RunAsync(task, ct);
        return task;
    }

    public async Task RunAsync(AssignedTask task, CancellationToken ct)
    {
        await Tasks.PostAsync(new NodeTasksInput.Assigned(new Assignments(Term: 1, Version: 1, IsFull: true, [task], [])), ct);
        await Tasks.StartAsync(ct);
        await Eventually.HoldsAsync(
            () => Task.FromResult(Said(task) is { State: >= TaskState.Running }), $"the task runs; it says {Said(task)}", ct);
    }

    public ObservedTask? Said(AssignedTask task) => Node.Outbox.Take().Reports.FirstOrDefault(r => r.Id == task.Id)?.Observed;

    // PID 1 has no default signal actions, so a shell ignores TERM and each stop would take its whole grace.
    public static ContainerSpec Shell(string script) => new(LocalEngine.Busybox)
    {
        Command = ["sh", "-c", script],
        StopSignal = "SIGKILL",
    };

    public async ValueTask DisposeAsync()
    {
        await Tasks.StopAsync(CancellationToken.None);
        Tasks.Dispose();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var container in await _engine.Containers.ListAsync(EngineFilter.Label($"{OwnLabels.Cluster}={_cluster}"), all: true, deadline.Token))
            await _engine.Containers.RemoveAsync(container.Id, force: true, volumes: true, deadline.Token);
        await Node.Networks.RemoveUnusedAsync(new HashSet<string>(), deadline.Token);
        Node.Networks.Dispose();
        Node.Probes.Dispose();
        Node.Turns.Dispose();
    }
}
