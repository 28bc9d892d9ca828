using Gantry.Model.Networks;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Tasks;

namespace Gantry.Tests.Worker.Tasks;

public sealed class NodeTasksTests : IAsyncDisposable
{
    private static readonly AssignedNetwork Front = new(new NetworkSpec("shop_front"), "shop", "10.128.0.0/25", []);
    private static readonly AssignedNetwork Back = new(new NetworkSpec("shop_back"), "shop", "10.128.0.128/25", []);

    private readonly WorkerNode _worker = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assigned_tasks_run_and_those_that_are_gone_leave_nothing()
    {
        var (one, two) = (_worker.NewTask(), _worker.NewTask());
        await StartAsync(Full(one, two));
        await _worker.ReachesAsync(one, TaskState.Running);
        await _worker.ReachesAsync(two, TaskState.Running);

        await PostAsync(new Assignments(Term: 1, Version: 2, IsFull: false, [], [one.Id]));

        await ContainsAsync(two);
        await WorkerNode.UntilAsync(() => _worker.Tasks.Find(one.Id) is null);
    }

    [Fact]
    public async Task A_full_set_ends_what_it_does_not_name()
    {
        var (one, two) = (_worker.NewTask(), _worker.NewTask());
        await StartAsync(Full(one, two));
        await _worker.ReachesAsync(one, TaskState.Running);
        await _worker.ReachesAsync(two, TaskState.Running);

        await PostAsync(Full(two));

        await ContainsAsync(two);
    }

    [Fact]
    public async Task A_container_of_a_task_that_nobody_knows_is_removed_only_after_a_full_set()
    {
        var (orphan, known) = (_worker.NewTask(), _worker.NewTask());
        await MakeAsync(orphan);
        await StartAsync(new Assignments(Term: 1, Version: 2, IsFull: false, [known], []));
        await _worker.ReachesAsync(known, TaskState.Running);
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(25));
        await ContainsAsync(orphan, known);

        await PostAsync(Full(known));

        await ContainsAsync(known);
    }

    [Theory]
    [InlineData(30, "stops-after-25s", 25, 0)]
    [InlineData(2, "stops-after-25s", 2, 137)]
    [InlineData(null, "stops-after-25s", 10, 137)]
    public async Task A_container_that_nobody_knows_gets_the_grace_that_it_was_made_with(int? graceSeconds, string image, int seconds, int exitCode)
    {
        var orphan = _worker.NewTask($"sim:{image}", spec: new ContainerSpec($"sim:{image}") { StopGracePeriod = graceSeconds is { } s ? TimeSpan.FromSeconds(s) : null });
        await MakeAsync(orphan);
        var id = Assert.Single(await _worker.ContainersAsync()).Id;
        var ended = _worker.Engine.Containers.WaitAsync(id, Ct);
        var start = _worker.Time.GetUtcNow();
        await StartAsync(Full());

        await _worker.AdvanceUntilAsync(() => ended.IsCompleted);
        await ContainsAsync();

        Assert.Equal(exitCode, (await ended).ExitCode);
        Assert.InRange(_worker.Time.GetUtcNow() - start, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 2));
    }

    [Fact]
    public async Task Containers_without_our_label_are_never_touched()
    {
        var known = _worker.NewTask();
        _worker.Engine.AddLocalImage("sim:runs");
        await _worker.Engine.Containers.CreateAsync("foreign", new Gantry.Worker.Docker.Wire.CreateContainer { Image = "sim:runs" }, platform: null, Ct);
        await StartAsync(Full(known));
        await _worker.ReachesAsync(known, TaskState.Running);

        await PostAsync(Full());
        await WorkerNode.UntilAsync(() => _worker.Tasks.Find(known.Id) is null);
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(25));

        Assert.Equal(["/foreign"], Assert.Single(await _worker.ContainersAsync()).Names);
    }

    [Fact]
    public async Task After_a_restart_what_runs_is_adopted_and_nothing_is_made()
    {
        var task = _worker.NewTask();
        var id = await MakeAsync(task);
        var makes = 0;
        _worker.Engine.Gate.Fault = call =>
        {
            if (call.Operation is "create container" or "start container" or "stop container" or "pull image")
                Interlocked.Increment(ref makes);
            return null;
        };

        await StartAsync(Full(task with { Observed = TaskState.Running }));

        Assert.Equal(id, (await _worker.ReachesAsync(task, TaskState.Running)).ContainerId);
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(25));
        Assert.Equal(0, makes);
    }

    [Fact]
    public async Task Nothing_is_made_before_the_engine_could_be_asked_what_it_has()
    {
        var task = _worker.NewTask();
        var id = await MakeAsync(task);
        _worker.Engine.GoDown(withContainers: false);
        await StartAsync(Full(task));
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(3));

        _worker.Engine.ComeUp();
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Running);

        Assert.Equal(id, _worker.Said(task.Id)?.ContainerId);
        Assert.Single(await _worker.ContainersAsync());
    }

    [Fact]
    public async Task A_lost_event_is_found_by_comparing()
    {
        var task = _worker.NewTask("sim:exit-3-after-5s");
        await StartAsync(Full(task));
        await _worker.ReachesAsync(task, TaskState.Running);

        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Failed);
    }

    [Fact]
    public async Task A_network_goes_with_its_last_container_and_not_ten_seconds_later()
    {
        var task = Assert.Single(await RunOnFrontAsync(count: 1));
        Assert.Contains(Front.Spec.Name, await NetworksAsync());

        _worker.Node.Networks.Assign([]);
        await PostAsync(new Assignments(Term: 1, Version: 2, IsFull: false, [], [task.Id]) { Networks = [] });

        await WorkerNode.HoldsAsync(async () => !(await NetworksAsync()).Contains(Front.Spec.Name));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), _worker.Time.GetUtcNow());
    }

    [Fact]
    public async Task The_engine_is_asked_for_a_network_once_its_last_container_has_gone_and_not_before()
    {
        var tasks = await RunOnFrontAsync(count: 8);
        var asked = 0;
        _worker.Engine.Gate.Fault = call =>
        {
            if (call.Operation == "remove network")
                Interlocked.Increment(ref asked);
            return null;
        };

        _worker.Node.Networks.Assign([]);
        foreach (var task in tasks)
            await PostAsync(new Assignments(Term: 1, Version: 2, IsFull: false, [], [task.Id]) { Networks = [] });

        await WorkerNode.HoldsAsync(async () => !(await NetworksAsync()).Contains(Front.Spec.Name));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_network_that_the_engine_keeps_is_asked_for_again_by_the_next_comparison()
    {
        var task = Assert.Single(await RunOnFrontAsync(count: 1));
        var asked = 0;
        _worker.Engine.Gate.Fault = call => call.Operation == "remove network" && Interlocked.Increment(ref asked) == 1
            ? EngineException.Refused(System.Net.HttpStatusCode.Forbidden, call, "network has active endpoints") : null;
        _worker.Node.Networks.Assign([]);
        await PostAsync(new Assignments(Term: 1, Version: 2, IsFull: false, [], [task.Id]) { Networks = [] });
        await WorkerNode.UntilAsync(() => Volatile.Read(ref asked) == 1);

        await _worker.AdvanceUntilAsync(() => Volatile.Read(ref asked) > 1);
        await WorkerNode.HoldsAsync(async () => !(await NetworksAsync()).Contains(Front.Spec.Name));
    }

    [Fact]
    public async Task A_network_that_is_assigned_again_is_made_again()
    {
        await RunOnFrontAsync(count: 1);
        _worker.Node.Networks.Assign([]);
        await PostAsync(Full());
        await WorkerNode.HoldsAsync(async () => !(await NetworksAsync()).Contains(Front.Spec.Name));

        var next = _worker.NewTask(spec: On(Front));
        _worker.Node.Networks.Assign([Front]);
        await PostAsync(Full(next));

        await _worker.ReachesAsync(next, TaskState.Running);
        Assert.Contains(Front.Spec.Name, await NetworksAsync());
    }

    [Fact]
    public async Task Who_is_on_two_networks_is_told_as_soon_as_it_runs()
    {
        var task = _worker.NewTask(spec: On(Front, Back));
        _worker.Node.Networks.Assign([Front, Back]);
        await StartAsync(Full(task));

        await WorkerNode.UntilAsync(() => _worker.Moved.Count > 0);

        var asker = Assert.Single(_worker.Moved[^1]);
        Assert.Equal(["shop_front", "shop_back"], asker.Networks);
        Assert.Equal(["10.128.0.130", "10.128.0.2"], asker.Addresses.Select(a => $"{a}"));
    }

    [Fact]
    public async Task A_container_with_DNS_servers_of_its_own_is_known_by_its_one_address()
    {
        var task = _worker.NewTask(spec: On(Front) with { Dns = new NameResolution { Servers = ["9.9.9.9", "2620:fe::fe"] } });
        _worker.Node.Networks.Assign([Front]);
        await StartAsync(Full(task, _worker.NewTask(spec: On(Front))));

        await WorkerNode.UntilAsync(() => _worker.Moved.Any(m => m.Count > 0));

        var asker = Assert.Single(_worker.Moved[^1]);
        Assert.Equal(["shop_front"], asker.Networks);
        Assert.Single(asker.Addresses);
        Assert.Equal(["9.9.9.9:53", "[2620:fe::fe]:53"], asker.Servers.Select(s => $"{s}"));
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private static ContainerSpec On(params AssignedNetwork[] networks) =>
        new("sim:runs") { Networks = [.. networks.Select(n => new NetworkAttachment(n.Spec.Name, []))] };

    private static Assignments Full(params AssignedTask[] tasks) => new(Term: 1, Version: 1, IsFull: true, tasks, []);

    /// <summary>The first tasks of the node, all running.</summary>
    private async Task<AssignedTask[]> RunOnFrontAsync(int count)
    {
        AssignedTask[] tasks = [.. Enumerable.Range(0, count).Select(_ => _worker.NewTask(spec: On(Front)))];
        _worker.Node.Networks.Assign([Front]);
        await StartAsync(Full(tasks));
        foreach (var task in tasks)
            await _worker.ReachesAsync(task, TaskState.Running);
        return tasks;
    }

    private async Task StartAsync(Assignments first)
    {
        await PostAsync(first);
        await _worker.Tasks.StartAsync(Ct);
    }

    private Task PostAsync(Assignments assignments) =>
        _worker.Tasks.PostAsync(new NodeTasksInput.Assigned(assignments), Ct).AsTask();

    private async Task<string> MakeAsync(AssignedTask task)
    {
        _worker.Engine.AddLocalImage(task.Image);
        var body = ContainerBody.For(task, WorkerNode.Cluster, task.Image, []);
        var made = await _worker.Engine.Containers.CreateAsync(task.ContainerName, body, platform: null, Ct);
        await _worker.Engine.Containers.StartAsync(made.Id, Ct);
        return made.Id;
    }

    private async Task<List<string>> NetworksAsync() =>
        [.. (await _worker.Engine.Networks.ListAsync(EngineFilter.None, Ct)).Select(n => n.Name)];

    private Task ContainsAsync(params AssignedTask[] tasks) => WorkerNode.HoldsAsync(async () =>
        (await _worker.ContainersAsync()).Select(c => c.Labels[OwnLabels.Task]).Order().SequenceEqual(tasks.Select(t => t.Id.ToString()).Order()));
}
