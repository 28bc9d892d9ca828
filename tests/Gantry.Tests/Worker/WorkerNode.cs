using Gantry.Model.Ids;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using Gantry.Worker.Dns;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Simulated;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Probes;
using Gantry.Worker.Session;
using Gantry.Worker.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Worker;

/// <summary>A worker's parts around a simulated engine, on a clock that the test moves.</summary>
internal sealed class WorkerNode : IAsyncDisposable
{
    public const string Cluster = "testcluster";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IdSource _ids = IdSource.Seeded(7);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];

    public WorkerNode()
    {
        Engine = new SimulatedEngine(Time, "n1");
        Pulled = new PulledImages([], _ => { });
        var images = new NodeImages(
            Engine, (_, _) => Task.FromResult<RegistryLogin?>(null), Pulled, Time, NullLogger<NodeImages>.Instance);
        Node = new NodeEngine(
            Engine, Cluster, images, new NodeNetworks(Engine, Cluster, () => Interfaces, Learn), new NodeVolumes(Engine, Cluster),
            new ProbeCalls(Engine, Time), new StatusOutbox(), new StartTurns(4), new WorkerIdentity(IdSource.Seeded(8).NextNode(), "n1", "192.0.2.1"));
        Tasks = new NodeTasks(Node, Moved.Add, Time, NullLogger<NodeTasks>.Instance);
    }

    /// <summary>Ranges that the machine's interfaces have.</summary>
    public List<string> Interfaces { get; } = [];

    public ManualTime Time { get; } = new();

    public SimulatedEngine Engine { get; }

    public PulledImages Pulled { get; }

    public NodeEngine Node { get; }

    public NodeTasks Tasks { get; }

    public List<IReadOnlyList<Asker>> Moved { get; } = [];

    /// <summary>Ranges of external networks, as told last.</summary>
    public IReadOnlyDictionary<string, ExternalRange> Learned { get; private set; } = new Dictionary<string, ExternalRange>();

    /// <summary>Who else is told them.</summary>
    public Action<IReadOnlyDictionary<string, ExternalRange>>? Learning { get; set; }

    public List<TaskId> Started { get; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public AssignedTask NewTask(string image = "sim:runs", DesiredState desired = DesiredState.Running, TaskState observed = TaskState.Assigned, ContainerSpec? spec = null) =>
        new(_ids.NextTask(), "shop", "web", _ids.NextService(), Slot: 1, Revision: 1, "hash", image,
            (spec ?? new ContainerSpec(image)) with { Image = image }, desired, observed);

    /// <summary>A runner whose loop ends with the test.</summary>
    public TaskRunner Run(AssignedTask task, ContainerView? container = null)
    {
        var runner = new TaskRunner(task, container, Node, Started.Add, Time, NullLogger.Instance);
        _loops.Add(runner.RunAsync(_stop.Token));
        return runner;
    }

    public void StopRunners() => _stop.Cancel();

    public Task RunnersEndedAsync() => Task.WhenAll(_loops);

    /// <summary>The newest that the worker would report of the task; null before the first.</summary>
    public ObservedTask? Said(TaskId id) => Node.Outbox.Take().Reports.FirstOrDefault(r => r.Id == id)?.Observed;

    public async Task<ObservedTask> SaysAsync(AssignedTask task, Func<ObservedTask, bool> claim)
    {
        await UntilAsync(() => Said(task.Id) is { } said && claim(said), () => $"task said: {Said(task.Id)}");
        return Said(task.Id) ?? throw new InvalidOperationException("It was said a moment ago.");
    }

    public Task<ObservedTask> ReachesAsync(AssignedTask task, TaskState state) => SaysAsync(task, o => o.State == state);

    /// <summary>Lets loops go on, without moving the clock.</summary>
    public static Task UntilAsync(Func<bool> condition, Func<string>? instead = null) => WaitAsync(condition, () => { }, instead);

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, "It never came to be.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
        }
    }

    /// <summary>Moves the clock in small steps until it holds.</summary>
    public Task AdvanceUntilAsync(Func<bool> condition, Func<string>? instead = null) =>
        WaitAsync(condition, () => Time.Advance(TimeSpan.FromMilliseconds(50)), instead);

    /// <summary>Moves the clock that far, in small steps that let loops keep up.</summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        var end = Time.GetUtcNow() + span;
        while (Time.GetUtcNow() < end)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await SettleAsync();
        }
    }

    public async Task<IReadOnlyList<ContainerSummary>> ContainersAsync() =>
        await Engine.Containers.ListAsync(EngineFilter.None, all: true, Ct);

    public async ValueTask DisposeAsync()
    {
        Engine.ComeUp();
        Engine.Gate.Resume();
        Engine.Gate.Fault = _ => null;
        Engine.Gate.Duration = _ => TimeSpan.Zero;
        await _stop.CancelAsync();
        await RunnersEndedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Tasks.StopAsync(CancellationToken.None);
        Tasks.Dispose();
        Node.Networks.Dispose();
        Node.Probes.Dispose();
        Node.Turns.Dispose();
        _stop.Dispose();
    }

    // Everything simulated goes on without a wait: a few turns of the thread pool are enough for it to come to rest.
    private static async Task SettleAsync()
    {
        for (var turn = 0; turn < 20; turn++)
            await Task.Yield();
    }

    private static async Task WaitAsync(Func<bool> condition, Action turn, Func<string>? instead)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"It never came to be. {instead?.Invoke()}");
            turn();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
        }
    }

    private void Learn(IReadOnlyDictionary<string, ExternalRange> external)
    {
        Learned = external;
        Learning?.Invoke(external);
    }
}
