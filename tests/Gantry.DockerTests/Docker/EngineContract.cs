using System.Net;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

/// <summary>What both engines must do alike, container by container. The derived classes name the engine.</summary>
public abstract class EngineContract : IAsyncDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract EngineScope Scope { get; }

    private IEngineContainers Containers => Scope.Engine.Containers;

    private protected abstract CreateContainer Runs();

    private protected abstract CreateContainer Exits(int code);

    private protected abstract CreateContainer FailsToStart();

    private protected abstract CreateContainer IgnoresItsStopSignal();

    private protected abstract CreateContainer BecomesHealthy();

    /// <summary>Writes <c>one</c>, <c>two</c> and <c>three</c>, a line each, and ends.</summary>
    private protected abstract CreateContainer Writes();

    /// <summary>In a container that runs: writes <c>hi</c> and ends with 5.</summary>
    private protected abstract CreateExec Command();

    [Fact]
    public async Task A_container_lives_from_create_to_remove()
    {
        var id = await Scope.CreateAsync("life", Runs(), Ct);
        var created = await Containers.InspectAsync(id, Ct);
        await Containers.StartAsync(id, Ct);
        var running = await Containers.InspectAsync(id, Ct);
        await Containers.StopAsync(id, TimeSpan.FromSeconds(5), Ct);
        var stopped = await Containers.InspectAsync(id, Ct);
        await Containers.RemoveAsync(id, force: false, volumes: true, Ct);

        Assert.Equal(("created", 0), (created.State.Status, created.State.Pid));
        Assert.Equal("/" + Scope.Name("life"), created.Name);
        Assert.True(running.State.Running);
        Assert.NotEqual(0, running.State.Pid);
        Assert.True(running.State.StartedAt >= created.Created);
        Assert.Equal(("exited", 0), (stopped.State.Status, stopped.State.Pid));
        Assert.True(stopped.State.FinishedAt > running.State.StartedAt);
        Assert.True((await FailsAsync(Containers.InspectAsync(id, Ct))).IsNotFound);
    }

    [Fact]
    public async Task Start_and_stop_may_be_repeated()
    {
        var id = await Scope.RunAsync("twice", Runs(), Ct);

        await Containers.StartAsync(id, Ct);
        await Containers.StopAsync(id, TimeSpan.FromSeconds(5), Ct);
        await Containers.StopAsync(id, TimeSpan.FromSeconds(5), Ct);

        Assert.Equal("exited", (await Containers.InspectAsync(id, Ct)).State.Status);
    }

    [Fact]
    public async Task A_name_is_taken_once_and_free_again_after_removal()
    {
        var first = await Scope.CreateAsync("name", Runs(), Ct);
        var e = await FailsAsync(Scope.CreateAsync("name", Runs(), Ct));
        await Containers.RemoveAsync(first, force: false, volumes: false, Ct);
        await Scope.CreateAsync("name", Runs(), Ct);

        Assert.True(e.IsConflict);
        Assert.Contains($"The container name \"/{Scope.Name("name")}\" is already in use by container \"{first}\"", e.Message);
    }

    [Fact]
    public async Task Whoever_waits_gets_the_exit_code()
    {
        var id = await Scope.CreateAsync("exit", Exits(3), Ct);
        await Containers.StartAsync(id, Ct);

        Assert.Equal(3, (await Containers.WaitAsync(id, Ct)).ExitCode);
        Assert.Equal(3, (await Containers.WaitAsync(id, Ct)).ExitCode);
        Assert.Equal(3, (await Containers.InspectAsync(id, Ct)).State.ExitCode);
    }

    [Fact]
    public async Task A_wait_lasts_until_the_container_is_killed()
    {
        var id = await Scope.RunAsync("wait", Runs(), Ct);
        var waiting = Containers.WaitAsync(id, Ct);

        await Containers.InspectAsync(id, Ct);
        Assert.False(waiting.IsCompleted);
        await Containers.KillAsync(id, "SIGKILL", Ct);

        Assert.Equal(137, (await waiting).ExitCode);
    }

    [Fact]
    public async Task A_process_that_ignores_its_stop_signal_is_killed_after_the_grace()
    {
        var id = await Scope.RunAsync("stubborn", IgnoresItsStopSignal(), Ct);

        await Containers.StopAsync(id, TimeSpan.FromSeconds(1), Ct);

        Assert.Equal(137, (await Containers.InspectAsync(id, Ct)).State.ExitCode);
    }

    [Fact]
    public async Task A_start_that_fails_says_why_and_leaves_the_container_created()
    {
        var id = await Scope.CreateAsync("broken", FailsToStart(), Ct);

        var e = await FailsAsync(Containers.StartAsync(id, Ct));
        var state = (await Containers.InspectAsync(id, Ct)).State;

        Assert.Equal(EngineFailure.Refused, e.Failure);
        Assert.Contains("OCI runtime create failed", e.Reason);
        Assert.Equal("created", state.Status);
        Assert.NotEqual(0, state.ExitCode);
        Assert.Contains("OCI runtime create failed", state.Error);
    }

    [Fact]
    public async Task A_missing_image_is_not_found()
    {
        var e = await FailsAsync(Scope.CreateAsync("none", Runs() with { Image = "no-such:v9" }, Ct));

        Assert.True(e.IsNotFound);
        Assert.Contains("No such image: no-such:v9", e.Message);
        Assert.True((await FailsAsync(Scope.Engine.Images.InspectAsync("no-such:v9", Ct))).IsNotFound);
    }

    [Fact]
    public async Task Every_call_on_a_missing_container_is_not_found()
    {
        var none = Scope.Name("none");

        Task[] calls =
        [
            Containers.StartAsync(none, Ct),
            Containers.StopAsync(none, TimeSpan.Zero, Ct),
            Containers.KillAsync(none, "SIGKILL", Ct),
            Containers.InspectAsync(none, Ct),
            Containers.RemoveAsync(none, force: true, volumes: true, Ct),
            Containers.WaitAsync(none, Ct),
            Containers.LogsAsync(none, new LogsQuery(), Ct).TextAsync(Ct),
            Scope.Engine.Execs.CreateAsync(none, Command(), Ct),
        ];

        foreach (var call in calls)
            Assert.Equal(HttpStatusCode.NotFound, (await FailsAsync(call)).Status);
    }

    [Fact]
    public async Task What_does_not_run_cannot_be_killed_and_what_runs_cannot_be_removed()
    {
        var id = await Scope.CreateAsync("state", Runs(), Ct);
        var kill = await FailsAsync(Containers.KillAsync(id, "SIGKILL", Ct));
        var exec = await FailsAsync(Scope.Engine.Execs.CreateAsync(id, Command(), Ct));
        await Containers.StartAsync(id, Ct);
        var remove = await FailsAsync(Containers.RemoveAsync(id, force: false, volumes: false, Ct));
        await Containers.RemoveAsync(id, force: true, volumes: false, Ct);

        Assert.True(kill.IsConflict, kill.Message);
        Assert.True(exec.IsConflict, exec.Message);
        Assert.True(remove.IsConflict, remove.Message);
        Assert.Empty(await Containers.ListAsync(Scope.Ours, all: true, Ct));
    }

    [Fact]
    public async Task A_list_filters_by_label_and_by_state_and_has_the_newest_first()
    {
        var first = await Scope.RunAsync("a", Runs(), Ct);
        var second = await Scope.CreateAsync("b", Runs(), Ct);

        Assert.Equal([second, first], (await Containers.ListAsync(Scope.Ours, all: true, Ct)).Select(c => c.Id));
        Assert.Equal([first], (await Containers.ListAsync(Scope.Ours, all: false, Ct)).Select(c => c.Id));
        Assert.Equal([second], (await Containers.ListAsync(Scope.Ours.And("status", "created"), all: true, Ct)).Select(c => c.Id));
        Assert.Empty(await Containers.ListAsync(Scope.Ours.And("label", "other"), all: true, Ct));
        Assert.Equal(HttpStatusCode.BadRequest,
            (await FailsAsync(Containers.ListAsync(EngineFilter.None.And("colour", "blue"), all: true, Ct))).Status);
    }

    [Fact]
    public async Task Health_starts_as_starting_and_becomes_healthy_with_an_event()
    {
        var since = Now();
        var id = await Scope.RunAsync("healthy", BecomesHealthy(), Ct);
        var before = (await Containers.InspectAsync(id, Ct)).State.Health?.Status;

        await Events.UntilAsync(Scope.Engine.EventsAsync(Scope.Ours, since, Ct), "health_status: healthy", Ct);

        Assert.Equal("starting", before);
        Assert.Equal("healthy", (await Containers.InspectAsync(id, Ct)).State.Health?.Status);
    }

    [Fact]
    public async Task Events_tell_a_life_and_can_be_resumed()
    {
        var since = Now();
        var id = await Scope.RunAsync("told", Runs(), Ct);
        await Containers.KillAsync(id, "SIGKILL", Ct);
        await Containers.WaitAsync(id, Ct);
        await Containers.RemoveAsync(id, force: false, volumes: true, Ct);
        var filter = Scope.Ours.And("type", "container");

        var all = await Events.UntilAsync(Scope.Engine.EventsAsync(filter, since, Ct), "destroy", Ct);
        var rest = await Events.UntilAsync(
            Scope.Engine.EventsAsync(filter, new EngineTime(all[1].TimeNano + 1), Ct), "destroy", Ct);

        Assert.Equal(["create", "start", "kill", "die", "destroy"], all.Select(e => e.Action));
        Assert.Equal(["kill", "die", "destroy"], rest.Select(e => e.Action));
        Assert.Equal("137", all[3].Actor.Attributes["exitCode"]);
        Assert.All(all, e => Assert.Equal((id, Scope.Name("told")), (e.Actor.Id, e.Actor.Attributes["name"])));
    }

    [Fact]
    public async Task Logs_of_the_dead_can_be_read_and_cut()
    {
        var id = await Scope.RunAsync("writes", Writes(), Ct);
        await Containers.WaitAsync(id, Ct);

        Assert.Equal("one\ntwo\nthree\n", await Containers.LogsAsync(id, new LogsQuery(), Ct).TextAsync(Ct));
        Assert.Equal("one\ntwo\nthree\n", await Containers.LogsAsync(id, new LogsQuery(Follow: true), Ct).TextAsync(Ct));
        Assert.Equal("three\n", await Containers.LogsAsync(id, new LogsQuery(Tail: 1), Ct).TextAsync(Ct));
        Assert.Equal("", await Containers.LogsAsync(id, new LogsQuery(StandardOutput: false), Ct).TextAsync(Ct));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z three\n$",
            await Containers.LogsAsync(id, new LogsQuery(Tail: 1, Timestamps: true), Ct).TextAsync(Ct));
    }

    [Fact]
    public async Task An_exec_writes_and_returns_its_code()
    {
        var id = await Scope.RunAsync("exec", Runs(), Ct);
        var exec = await Scope.Engine.Execs.CreateAsync(id, Command(), Ct);

        await using var session = await Scope.Engine.Execs.StartAsync(exec, tty: false, Ct);

        Assert.Equal("hi\n", await session.OutputAsync(Ct).TextAsync(Ct));
        Assert.Equal(5, (await Scope.Engine.Execs.InspectAsync(exec, Ct)).ExitCode);
        Assert.True((await FailsAsync(Scope.Engine.Execs.InspectAsync("0123456789ab", Ct))).IsNotFound);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Scope.DisposeAsync();
    }

    private static EngineTime Now() => EngineTime.From(TimeProvider.System.GetUtcNow());

    private static async Task<EngineException> FailsAsync(Task call) => await Assert.ThrowsAsync<EngineException>(() => call);
}
