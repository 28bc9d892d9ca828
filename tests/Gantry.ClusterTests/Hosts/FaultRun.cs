using System.Globalization;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Nodes;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;

namespace Gantry.ClusterTests.Hosts;

/// <summary>One fault on one cluster: a spread stack, a worker that the seed picked, everything that is watched meanwhile, and what must be so in the end.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    /// <summary>From the fault to the last replacement: eight seconds until the node is down, and two for all the rest.</summary>
    public static readonly TimeSpan ReplacedWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From the healing until every slot runs once. As long two containers may run for a slot after a node was cut off: it
    /// must first find the server again, whose packets TCP sends ever more rarely, then be told what to stop.
    /// </summary>
    public static readonly TimeSpan RightWithin = TimeSpan.FromSeconds(10);

    private const int Replicas = 8;

    private static readonly TimeSpan OrphansGoneWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    private readonly Random _random;
    private readonly string _stack = RandomStack.Named("spread");
    private readonly Dictionary<LabMachine, ForeignThings> _foreign = [];
    private readonly Dictionary<LabMachine, IReadOnlyList<string>> _foreignBefore = [];
    private readonly List<string> _disturbed = [];
    private IReadOnlyList<string> _slots = [];
    private IReadOnlyList<string> _lost = [];
    private IReadOnlyList<string> _staying = [];
    private InvariantSampler? _sampler;
    private AcknowledgedWrites? _writes;
    private long _faultAt;

    private FaultRun(LabCluster cluster, Random random)
    {
        Cluster = cluster;
        _random = random;
        Victim = cluster.Workers[_random.Next(cluster.Workers.Count)];
    }

    public LabCluster Cluster { get; }

    public WorkerProcess Victim { get; }

    public LabMachine Machine => Victim.Machine;

    private InvariantSampler Sampler => _sampler ?? throw new InvalidOperationException("The fault has not begun.");

    private AcknowledgedWrites Writes => _writes ?? throw new InvalidOperationException("The fault has not begun.");

    public static async Task<FaultRun> PrepareAsync(LabCluster cluster, Random random, CancellationToken ct)
    {
        var run = new FaultRun(cluster, random);
        await cluster.Server.DeployAndWaitAsync(run._stack, Composes.Sleeper(Replicas), ct);
        foreach (var machine in cluster.Lab.Machines)
        {
            var things = await ForeignThings.MakeAsync(new EngineScope(machine.Engine.Engine, RandomStack.Named("foreign")), ct);
            run._foreign[machine] = things;
            run._foreignBefore[machine] = await things.SeenAsync(ct);
        }

        run._slots = [.. cluster.Running().Where(c => c.Stack == run._stack).Select(c => c.Slot).Order(StringComparer.Ordinal)];
        Assert.Equal(Replicas, run._slots.Distinct().Count());
        return run;
    }

    /// <summary>Chosen by the seed.</summary>
    public TimeSpan Between(double seconds, double most) => TimeSpan.FromSeconds(seconds + (_random.NextDouble() * (most - seconds)));

    public static Task PassAsync(TimeSpan time, CancellationToken ct) => Task.Delay(time, TimeProvider.System, ct);

    /// <summary>From now on all is watched, and after a moment of the seed's choice the fault is made.</summary>
    /// <param name="containersDie">Whether what runs on the victim dies at once; else it may run twice once it is replaced, until the victim is back.</param>
    public async Task BreakAsync(bool containersDie, Func<Task> fault, CancellationToken ct)
    {
        _lost = [.. Machine.Engine.Running().Where(c => c.Stack == _stack).Select(c => c.Slot)];
        Assert.True(_lost.Count > 0, $"Nothing runs on {Machine.Name}.");
        if (containersDie)
            _disturbed.Add(Machine.Name);
        _staying = [.. Cluster.Lab.Machines.Where(m => m != Machine).SelectMany(m => m.Engine.RunningIds()), .. containersDie ? [] : new[] { _foreign[Machine].Id }];
        await WatchAndWaitAsync(ct);

        Sampler.AtMost = containersDie ? 1 : 2;
        _faultAt = TimeProvider.System.GetTimestamp();
        await fault();
    }

    /// <summary>The same for a fault that must move nothing and stop nothing, on any machine.</summary>
    public async Task BreakQuietlyAsync(Func<Task> fault, CancellationToken ct)
    {
        _staying = [.. Cluster.Lab.Machines.SelectMany(m => m.Engine.RunningIds())];
        await WatchAndWaitAsync(ct);
        _faultAt = TimeProvider.System.GetTimestamp();
        await fault();
    }

    /// <summary>Waits until what the victim had runs on others.</summary>
    public async Task UntilReplacedAsync(CancellationToken ct)
    {
        await Eventually.HoldsAsync(
            _ => Task.FromResult(Elsewhere() is var slots && _lost.All(slots.Contains)),
            ReplacedWithin - Elapsed, () => Cluster.StoryAsync($"{string.Join(", ", _lost.Except(Elsewhere()))} of {Machine.Name} run on others {ReplacedWithin} after the fault"), ct);
        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.TestMethod?.MethodName}: replaced after {Seconds(Elapsed)} s");

        HashSet<string> Elsewhere() => [.. Cluster.Lab.Machines.Where(m => m != Machine).SelectMany(m => m.Engine.Running()).Select(c => c.Slot)];
    }

    public Task<TimeSpan> UntilNodeAsync(Predicate<NodeState> state, TimeSpan within, string claim, CancellationToken ct) => Eventually.HoldsAsync(
        async token => await Cluster.NodesAsync(token) is { } nodes && nodes.TryGetValue(Machine.Name, out var now) && state(now), within, () => Cluster.StoryAsync(claim), ct);

    /// <summary>The fault is over: everything must be right soon, and stay so.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        var healed = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync(
            async token => Running().SequenceEqual(_slots) && await IsAsStoredAsync(token),
            RightWithin, () => Cluster.StoryAsync($"every slot runs once, where the server says, {RightWithin} after the healing"), ct);
        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.TestMethod?.MethodName}: right {Seconds(TimeProvider.System.GetElapsedTime(healed))} s after the healing");
        Sampler.AtMost = 1;
        Sampler.Needed = _slots;
        await Cluster.UntilReadyAsync(RightWithin, ct);

        await PassAsync(Steady - TimeProvider.System.GetElapsedTime(healed), ct);

        Assert.Equal(_slots, Running());
        await Sampler.AssertHeldAsync();
        await Writes.AssertKeptAsync(ct);
        await AssertForeignAsync(ct);
        await Eventually.HoldsAsync(HasNoOrphansAsync, OrphansGoneWithin, () => Cluster.StoryAsync("no engine has anything of the cluster that the server does not know"), ct);
    }

    /// <summary>Fails when a slot ran more often since the stack was deployed. A successor that stood down before it began is none.</summary>
    public async Task AssertRunsOfASlotAsync(int atMost, CancellationToken ct)
    {
        var begun = (await Cluster.Server.Api.TasksAsync(_stack, all: true, ct)).Where(t => t.Observed.StartedAt is not null);
        var most = begun.GroupBy(t => t.Slot).Max(g => g.Count());
        Assert.True(most <= atMost, await Cluster.StoryAsync($"A slot of {_stack} ran {most} times."));
    }

    /// <summary>Takes the stack away, so that the next run finds a cluster without work. What is foreign goes with the lab.</summary>
    public async Task ClearAsync(CancellationToken ct)
    {
        Assert.True((await Cluster.Server.Api.TryRemoveAsync(_stack, ct)).IsAccepted);
        await Eventually.HoldsAsync(_ => Task.FromResult(Cluster.Running().Count == 0), Eventually.Patience, () => Cluster.StoryAsync("the stack is gone"), ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_sampler is not null)
            await _sampler.DisposeAsync();
        if (_writes is not null)
            await _writes.DisposeAsync();
    }

    private TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_faultAt);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private async Task WatchAndWaitAsync(CancellationToken ct)
    {
        _writes = new AcknowledgedWrites(Cluster.Server.Api);
        _sampler = new InvariantSampler(_ => Task.FromResult(Cluster.Running()), StayingAsync, RevisionAsync);
        await PassAsync(Between(1, 3), ct);
    }

    private IEnumerable<string> Running() => Cluster.Running().Where(c => c.Stack == _stack).Select(c => c.Slot).Order(StringComparer.Ordinal);

    // What ran at the fault on machines that have none, ours and foreign, by the ids that the engines gave.
    private Task<IReadOnlyList<string>> StayingAsync(CancellationToken ct)
    {
        var running = Cluster.Lab.Machines.SelectMany(m => m.Engine.RunningIds()).ToHashSet();
        return Task.FromResult<IReadOnlyList<string>>([.. _staying.Where(running.Contains)]);
    }

    private async Task<string?> RevisionAsync(CancellationToken ct)
    {
        try
        {
            return (await Cluster.Server.Api.NodesAsync(ct)).Revision;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<bool> IsAsStoredAsync(CancellationToken ct)
    {
        try
        {
            var stored = (await Cluster.Server.Api.TasksAsync(_stack, all: false, ct)).Where(t => t.InService).Select(t => $"{t.Id} on {t.Node}");
            var running = Cluster.Lab.Machines.SelectMany(m => m.Engine.Running().Where(c => c.Stack == _stack).Select(c => $"{c.TaskId} on {m.Name}"));
            return stored.Order(StringComparer.Ordinal).SequenceEqual(running.Order(StringComparer.Ordinal)) && await Cluster.Server.IsInServiceAsync(_stack, ct);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task AssertForeignAsync(CancellationToken ct)
    {
        foreach (var (machine, things) in _foreign)
        {
            if (_disturbed.Contains(machine.Name))
                Assert.Equal(_foreignBefore[machine].Select(line => line.Split(" started at ")[0]), await things.PresentAsync(ct));
            else
                Assert.Equal(_foreignBefore[machine], await things.SeenAsync(ct));
        }
    }

    private async Task<bool> HasNoOrphansAsync(CancellationToken ct)
    {
        var tasks = (await Cluster.Server.Api.TasksAsync(null, all: true, ct)).Select(t => t.Id.ToString()).ToHashSet();
        var stacks = (await Cluster.Server.Api.StacksAsync(ct)).Items.Select(s => s.Name).ToHashSet();
        foreach (var machine in Cluster.Lab.Machines)
        {
            var containers = await machine.Engine.Engine.Containers.ListAsync(EngineFilter.Label(OwnLabels.Task), all: true, ct);
            var networks = await machine.Engine.Engine.Networks.ListAsync(EngineFilter.Label(OwnLabels.Cluster), ct);
            if (!containers.All(c => tasks.Contains(c.Labels[OwnLabels.Task])) || !networks.All(n => stacks.Contains(n.Labels?[OwnLabels.Stack] ?? "")))
                return false;
        }

        return true;
    }
}
