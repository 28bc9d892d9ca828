using System.Net;
using System.Net.Sockets;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Simulated;

namespace Gantry.Tests.Worker.Tasks;

/// <summary>Runners and the worker's own probes together.</summary>
public sealed class ProbedTaskTests : IAsyncDisposable
{
    private const string Image = "probed:1";

    private readonly WorkerNode _worker = new();
    private volatile bool _isWell;
    private int _asked;

    public ProbedTaskTests() => _worker.Engine.AddLocalImage(Image, new SimulatedImage
    {
        Exec = _ =>
        {
            Interlocked.Increment(ref _asked);
            return _isWell ? new SimulatedOutcome(0, "") : new SimulatedOutcome(1, "not yet\n");
        },
    });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_task_is_starting_until_its_probe_passes_and_healthy_at_once_then()
    {
        var task = Probed();
        _worker.Run(task);
        var first = await _worker.SaysAsync(task, o => o is { State: TaskState.Running, HealthOutput: not null });
        Assert.Equal((TaskHealth.Starting, "Exit code 1\nnot yet"), (first.Health, first.HealthOutput));

        _isWell = true;
        var before = _worker.Time.GetUtcNow();
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.Health == TaskHealth.Healthy);

        Assert.InRange(_worker.Time.GetUtcNow() - before, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_task_whose_probe_fails_again_and_again_is_unhealthy_with_the_last_output()
    {
        _isWell = true;
        var task = Probed();
        _worker.Run(task);
        await _worker.SaysAsync(task, o => o.Health == TaskHealth.Healthy);

        _isWell = false;
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.Health == TaskHealth.Unhealthy);

        Assert.Equal("Exit code 1\nnot yet", _worker.Said(task.Id)?.HealthOutput);
    }

    [Fact]
    public async Task Nothing_is_asked_any_more_once_the_task_is_to_stop()
    {
        _isWell = true;
        var task = Probed();
        var runner = _worker.Run(task);
        await _worker.SaysAsync(task, o => o.Health == TaskHealth.Healthy);

        runner.Want(task with { Desired = DesiredState.Shutdown });
        await _worker.ReachesAsync(task, TaskState.Shutdown);
        var asked = _asked;
        await _worker.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(asked, _asked);
    }

    [Fact]
    public async Task After_a_restart_of_the_worker_a_healthy_task_is_never_said_to_be_starting()
    {
        var (task, container) = await RanBeforeAsync();

        _worker.Run(task with { Observed = TaskState.Running }, container);
        await _worker.AdvanceAsync(TimeSpan.FromMilliseconds(500));
        Assert.Null(_worker.Said(task.Id));
        _isWell = true;
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id) is not null);

        Assert.Equal((TaskState.Running, TaskHealth.Healthy), (_worker.Said(task.Id)?.State, _worker.Said(task.Id)?.Health));
    }

    [Fact]
    public async Task After_a_restart_of_the_worker_a_task_that_has_become_unhealthy_is_told()
    {
        var (task, container) = await RanBeforeAsync();

        _worker.Run(task with { Observed = TaskState.Running }, container);
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id) is not null);

        Assert.Equal(TaskHealth.Unhealthy, _worker.Said(task.Id)?.Health);
    }

    [Fact]
    public async Task A_task_on_the_nodes_own_network_is_probed_on_the_node()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var task = _worker.NewTask(Image, spec: new ContainerSpec(Image)
        {
            Namespaces = new Namespaces { Network = "host" },
            Probes = [new Probe(ProbeKind.Tcp, Port: ((IPEndPoint)listener.LocalEndpoint).Port)],
        });

        _worker.Run(task);

        await _worker.SaysAsync(task, o => o.Health == TaskHealth.Healthy);
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private async Task<(AssignedTask Task, ContainerView Container)> RanBeforeAsync()
    {
        var task = Probed();
        var body = ContainerBody.For(task, WorkerNode.Cluster, Image, []);
        await _worker.Engine.Containers.CreateAsync(task.ContainerName, body, platform: null, Ct);
        await _worker.Engine.Containers.StartAsync(task.ContainerName, Ct);
        _worker.Time.Advance(TimeSpan.FromMinutes(5));
        return (task, ContainerView.From(await _worker.Engine.Containers.InspectAsync(task.ContainerName, Ct)));
    }

    private AssignedTask Probed() => _worker.NewTask(Image, spec: new ContainerSpec(Image)
    {
        Probes = [new Probe(ProbeKind.Command, Command: ["check"]) { Interval = TimeSpan.FromSeconds(2) }],
    });
}
