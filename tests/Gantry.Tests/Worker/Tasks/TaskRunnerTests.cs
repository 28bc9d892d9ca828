using System.Collections.Concurrent;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Simulated;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Tests.Worker.Tasks;

public sealed class TaskRunnerTests : IAsyncDisposable
{
    private readonly WorkerNode _worker = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_the_first_starts_before_the_last_is_made()
    {
        ConcurrentQueue<string> calls = [];
        _worker.Engine.Gate.Duration = call => call.Operation is "create container" or "start container" ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        _worker.Engine.Gate.Fault = call =>
        {
            calls.Enqueue(call.Operation);
            return null;
        };
        _worker.Engine.AddLocalImage("sim:runs");
        AssignedTask[] tasks = [.. Enumerable.Range(0, 12).Select(_ => _worker.NewTask())];
        foreach (var task in tasks)
            _worker.Run(task);

        await _worker.AdvanceUntilAsync(() => tasks.All(t => _worker.Said(t.Id)?.State == TaskState.Running));

        Assert.Equal(4, calls.TakeWhile(c => c != "start container").Count(c => c == "create container"));
    }

    [Fact]
    public async Task A_wanted_task_is_pulled_created_started_and_told_to_run_with_its_addresses()
    {
        var task = OnNetwork("shop_default");
        _worker.Run(task);

        var said = await _worker.ReachesAsync(task, TaskState.Running);

        var container = Assert.Single(await _worker.ContainersAsync());
        Assert.Equal(container.Id, said.ContainerId);
        Assert.Equal([new TaskAddress("shop_default", "10.128.0.2")], said.Addresses);
        Assert.Contains('@', said.ImageIdentity ?? "");
        Assert.Equal([task.Id], _worker.Started);
        Assert.Equal(task.Id.ToString(), container.Labels[OwnLabels.Task]);
    }

    [Fact]
    public async Task What_the_engine_leaves_out_of_a_container_is_told_with_the_task()
    {
        var task = _worker.NewTask(spec: new ContainerSpec("sim:runs") { BlockIo = new BlockIo { Weight = 300 } });
        _worker.Run(task);

        Assert.Equal([SimulatedContainers.WeightDiscarded], (await _worker.ReachesAsync(task, TaskState.Running)).EngineWarnings);
    }

    [Fact]
    public async Task A_task_that_should_be_ready_waits_created_and_starts_when_it_may()
    {
        var task = _worker.NewTask(desired: DesiredState.Ready);
        var runner = _worker.Run(task);
        await _worker.ReachesAsync(task, TaskState.Ready);
        Assert.Equal("created", Assert.Single(await _worker.ContainersAsync()).State);

        runner.Want(task with { Desired = DesiredState.Running });

        await _worker.ReachesAsync(task, TaskState.Running);
    }

    [Fact]
    public async Task A_container_whose_creation_was_carried_out_and_its_answer_lost_is_adopted()
    {
        var task = _worker.NewTask();
        _worker.Engine.AddLocalImage("sim:runs");
        var body = ContainerBody.For(task, WorkerNode.Cluster, "sim:runs", []);
        var made = await _worker.Engine.Containers.CreateAsync(task.ContainerName, body, platform: null, Ct);

        _worker.Run(task);

        Assert.Equal(made.Id, (await _worker.ReachesAsync(task, TaskState.Running)).ContainerId);
        Assert.Single(await _worker.ContainersAsync());
    }

    [Fact]
    public async Task A_foreign_container_of_the_same_name_is_left_alone_and_is_the_reason()
    {
        var task = _worker.NewTask();
        _worker.Engine.AddLocalImage("sim:runs");
        await _worker.Engine.Containers.CreateAsync(task.ContainerName, new CreateContainer { Image = "sim:runs" }, platform: null, Ct);

        _worker.Run(task);

        var said = await _worker.ReachesAsync(task, TaskState.Failed);
        Assert.Contains("is already in use", said.Message);
        Assert.Equal("created", Assert.Single(await _worker.ContainersAsync()).State);
    }

    [Fact]
    public async Task An_engine_that_cannot_be_reached_is_waited_for_and_said_so()
    {
        var task = _worker.NewTask();
        _worker.Engine.GoDown(withContainers: false);
        _worker.Run(task);
        var waiting = await _worker.SaysAsync(task, o => o.Message.Contains("could not be reached", StringComparison.Ordinal));
        Assert.Equal(TaskState.Preparing, waiting.State);

        _worker.Engine.ComeUp();
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Running);
    }

    [Fact]
    public async Task An_engine_that_hangs_is_waited_for_and_gets_one_container()
    {
        var task = _worker.NewTask();
        _worker.Engine.AddLocalImage("sim:runs");
        _worker.Engine.Gate.Hang();
        _worker.Run(task);
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.Message.Contains("gave no answer", StringComparison.Ordinal) is true);

        _worker.Engine.Gate.Resume();
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Running);

        Assert.Single(await _worker.ContainersAsync());
    }

    [Fact]
    public async Task A_stop_gives_the_process_its_grace_and_then_kills_it()
    {
        var spec = new ContainerSpec("sim") { StopGracePeriod = TimeSpan.FromSeconds(3) };
        var task = _worker.NewTask("sim:stops-after-1m", spec: spec);
        var runner = _worker.Run(task);
        await _worker.ReachesAsync(task, TaskState.Running);
        var before = _worker.Time.GetUtcNow();

        runner.Want(task with { Desired = DesiredState.Shutdown });
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Shutdown);

        Assert.Equal(137, _worker.Said(task.Id)?.ExitCode);
        Assert.InRange(_worker.Time.GetUtcNow() - before, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_container_that_vanishes_fails_its_task_and_is_not_made_again()
    {
        var task = _worker.NewTask();
        var runner = _worker.Run(task);
        var running = await _worker.ReachesAsync(task, TaskState.Running);

        await _worker.Engine.Containers.RemoveAsync(running.ContainerId ?? "", force: true, volumes: true, Ct);
        runner.Nudge();

        var said = await _worker.ReachesAsync(task, TaskState.Failed);
        Assert.True(said.IsContainerGone);
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(await _worker.ContainersAsync());
    }

    [Theory]
    [InlineData("sim:exit-0-after-5s", TaskState.Complete, 0)]
    [InlineData("sim:exit-3-after-5s", TaskState.Failed, 3)]
    [InlineData("sim:oom-after-5s", TaskState.Failed, 137)]
    public async Task How_a_process_ended_is_told(string image, TaskState state, int exitCode)
    {
        var task = _worker.NewTask(image);
        var runner = _worker.Run(task);
        await _worker.ReachesAsync(task, TaskState.Running);

        _worker.Time.Advance(TimeSpan.FromSeconds(5));
        runner.Nudge();

        var said = await _worker.ReachesAsync(task, state);
        Assert.Equal(exitCode, said.ExitCode);
        Assert.Equal(exitCode == 137, said.OomKilled);
    }

    [Fact]
    public async Task A_start_that_the_engine_refuses_fails_the_task_with_its_words()
    {
        var task = _worker.NewTask("sim:fails-to-start");
        _worker.Run(task);

        Assert.Contains("the image is made to fail", (await _worker.ReachesAsync(task, TaskState.Failed)).Message);
    }

    [Fact]
    public async Task An_adopted_task_says_nothing_before_its_container_was_looked_at()
    {
        var task = _worker.NewTask(observed: TaskState.Running);
        _worker.Engine.GoDown(withContainers: false);

        _worker.Run(task, new ContainerView("c1", ContainerPhase.Running));
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Null(_worker.Said(task.Id));
    }

    [Fact]
    public async Task Removal_takes_the_container_away_and_ends_the_runner()
    {
        var task = _worker.NewTask();
        var runner = _worker.Run(task);
        await _worker.ReachesAsync(task, TaskState.Running);

        runner.Want(task with { Desired = DesiredState.Remove });
        await _worker.RunnersEndedAsync().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);

        Assert.True(runner.IsFinished);
        Assert.Empty(await _worker.ContainersAsync());
    }

    [Fact]
    public async Task After_a_restart_an_ended_task_is_told_again_only_when_its_container_is_gone()
    {
        var task = _worker.NewTask(desired: DesiredState.Shutdown, observed: TaskState.Failed);
        _worker.Engine.AddLocalImage("sim:exit-3");
        var body = ContainerBody.For(task, WorkerNode.Cluster, "sim:exit-3", []);
        var id = (await _worker.Engine.Containers.CreateAsync(task.ContainerName, body, platform: null, Ct)).Id;
        var runner = _worker.Run(task, new ContainerView(id, ContainerPhase.Exited) { ExitCode = 3 });
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Null(_worker.Said(task.Id));

        runner.Want(task with { Desired = DesiredState.Remove });

        Assert.True((await _worker.ReachesAsync(task, TaskState.Failed)).IsContainerGone);
    }

    [Fact]
    public async Task A_worker_that_stops_stops_no_container()
    {
        var task = _worker.NewTask();
        _worker.Run(task);
        await _worker.ReachesAsync(task, TaskState.Running);

        _worker.StopRunners();
        await _worker.RunnersEndedAsync().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);

        Assert.Equal("running", Assert.Single(await _worker.ContainersAsync()).State);
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private AssignedTask OnNetwork(string name)
    {
        _worker.Node.Networks.Assign([new AssignedNetwork(new Gantry.Model.Networks.NetworkSpec(name), "shop", "10.128.0.0/25", [])]);
        return _worker.NewTask(spec: new ContainerSpec("sim:runs") { Networks = [new NetworkAttachment(name, ["web"])] });
    }
}
