using System.Net;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Simulated;

namespace Gantry.Tests.Worker.Tasks;

/// <summary>The image that a task waits for: pulled once, told of, and given up with the task.</summary>
public sealed class TaskPullTests : IAsyncDisposable
{
    private readonly WorkerNode _worker = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task How_far_a_pull_is_stands_in_the_tasks_message()
    {
        var task = _worker.NewTask("sim:pull-8s");
        _worker.Run(task);
        var said = new List<string>();

        await _worker.AdvanceUntilAsync(() =>
        {
            if (_worker.Said(task.Id) is { } now && said.LastOrDefault() != now.Message)
                said.Add(now.Message);
            return _worker.Said(task.Id)?.State == TaskState.Running;
        });

        Assert.Equal(
            ["Pulling sim:pull-8s.", "Pulling sim:pull-8s: 9 of 38 MiB.", "Pulling sim:pull-8s: 19 of 38 MiB.", "Pulling sim:pull-8s: 28 of 38 MiB."],
            said.Where(m => m.StartsWith("Pulling ", StringComparison.Ordinal)).Take(4));
        Assert.DoesNotContain("Pulling", said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_of_which_nothing_is_heard_is_told_with_its_begin_to_all_who_wait_for_it()
    {
        var begun = _worker.Time.GetUtcNow();
        var (first, second) = (_worker.NewTask("sim:pull-20s"), _worker.NewTask("sim:pull-20s"));
        _worker.Run(first);
        var said = await _worker.SaysAsync(first, o => o.PullingSince is not null);
        Assert.Equal(("Pulling sim:pull-20s.", begun), (said.Message, said.PullingSince));

        await _worker.AdvanceAsync(TimeSpan.FromSeconds(2));
        _worker.Run(second);

        Assert.Equal("Pulling sim:pull-20s.", (await _worker.SaysAsync(second, o => o.PullingSince is not null)).Message);

        await _worker.AdvanceUntilAsync(() => _worker.Said(first.Id)?.Message == "Pulling sim:pull-20s: 9 of 38 MiB.");
        Assert.Equal(begun, _worker.Said(first.Id)?.PullingSince);

        await _worker.AdvanceUntilAsync(() => _worker.Said(first.Id)?.State == TaskState.Running);
        Assert.Null(_worker.Said(first.Id)?.PullingSince);
    }

    [Fact]
    public async Task An_image_that_is_never_to_be_pulled_and_is_missing_fails_its_task_without_asking_a_registry()
    {
        var asked = new System.Collections.Concurrent.ConcurrentBag<string>();
        _worker.Engine.Gate.Fault = call =>
        {
            asked.Add(call.Operation);
            return null;
        };
        var task = _worker.NewTask(spec: new ContainerSpec("sim:runs") { PullPolicy = PullPolicy.Never });

        _worker.Run(task);

        Assert.Equal(
            "The engine could not use the image 'sim:runs': it is not on this node, and its pull policy is 'never'.",
            (await _worker.ReachesAsync(task, TaskState.Failed)).Message);
        Assert.DoesNotContain("pull image", asked);
        Assert.Empty(await _worker.ContainersAsync());
    }

    [Fact]
    public async Task An_image_that_is_never_to_be_pulled_and_is_here_is_used()
    {
        _worker.Engine.AddLocalImage("sim:runs");
        var task = _worker.NewTask(spec: new ContainerSpec("sim:runs") { PullPolicy = PullPolicy.Never });

        _worker.Run(task);

        await _worker.ReachesAsync(task, TaskState.Running);
    }

    [Theory]
    [InlineData("sim:runs", 55, 1)]
    [InlineData("sim:runs", 65, 2)]
    [InlineData("sim:runs@sha256:0000000000000000000000000000000000000000000000000000000000000001", 65, 0)]
    public async Task An_image_is_pulled_again_when_that_was_longer_ago_than_its_file_says(string image, int seconds, int pulls)
    {
        var pulled = 0;
        _worker.Engine.Gate.Fault = call =>
        {
            if (call.Operation == "pull image")
                Interlocked.Increment(ref pulled);
            return null;
        };
        if (ImageReference.HasDigest(image))
            _worker.Engine.AddLocalImage(image, SimulatedImage.FromReference("sim:runs"));
        var spec = new ContainerSpec(image) { PullAfter = TimeSpan.FromMinutes(1) };
        var first = _worker.NewTask(image, spec: spec);
        _worker.Run(first);
        await _worker.ReachesAsync(first, TaskState.Running);

        await _worker.AdvanceAsync(TimeSpan.FromSeconds(seconds));
        var second = _worker.NewTask(image, spec: spec);
        _worker.Run(second);
        await _worker.ReachesAsync(second, TaskState.Running);

        Assert.Equal(pulls, pulled);
    }

    [Fact]
    public async Task A_stop_during_a_slow_pull_ends_the_pull_and_makes_nothing()
    {
        var task = _worker.NewTask("sim:pull-10m");
        var runner = _worker.Run(task);
        await _worker.SaysAsync(task, o => o.State == TaskState.Preparing);
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(1));

        runner.Want(task with { Desired = DesiredState.Shutdown });

        var said = await _worker.ReachesAsync(task, TaskState.Shutdown);
        Assert.True(said.IsContainerGone);
        await _worker.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(await _worker.Engine.Images.ListAsync(EngineFilter.None, Ct));
        Assert.Empty(await _worker.ContainersAsync());
    }

    [Fact]
    public async Task Two_tasks_of_an_image_share_one_pull_and_the_one_that_leaves_does_not_end_it()
    {
        var pulls = 0;
        _worker.Engine.Gate.Fault = call =>
        {
            if (call.Operation == "pull image")
                Interlocked.Increment(ref pulls);
            return null;
        };
        var (first, second) = (_worker.NewTask("sim:pull-10s"), _worker.NewTask("sim:pull-10s"));
        var leaving = _worker.Run(first);
        _worker.Run(second);
        await WorkerNode.UntilAsync(() => _worker.Said(first.Id) is not null && _worker.Said(second.Id) is not null);
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(1));

        leaving.Want(first with { Desired = DesiredState.Shutdown });
        await _worker.ReachesAsync(first, TaskState.Shutdown);
        await _worker.AdvanceUntilAsync(() => _worker.Said(second.Id)?.State == TaskState.Running);

        Assert.Equal(1, pulls);
    }

    [Fact]
    public async Task An_image_that_is_removed_just_before_it_is_used_is_pulled_again()
    {
        var isFirst = true;
        _worker.Engine.AddLocalImage("sim:runs");
        _worker.Engine.Gate.Fault = call =>
        {
            if (call.Operation != "create container" || !isFirst)
                return null;
            isFirst = false;
            return EngineException.Refused(HttpStatusCode.NotFound, call, "No such image: sim:runs");
        };
        var task = _worker.NewTask();

        _worker.Run(task);

        await _worker.ReachesAsync(task, TaskState.Running);
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}
