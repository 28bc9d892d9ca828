using Gantry.Tests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Simulated;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Tests.Worker.Docker;

public sealed class SimulatedEngineTests
{
    private readonly ManualTime _time = new();
    private readonly SimulatedEngine _engine;

    public SimulatedEngineTests() => _engine = new SimulatedEngine(_time, "n1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Containers_end_when_their_time_has_come()
    {
        var id = await RunAsync("sim:exit-3-after-5s");

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("running", await StatusAsync(id));
        _time.Advance(TimeSpan.FromSeconds(0.1));

        var state = (await _engine.Containers.InspectAsync(id, Ct)).State;
        Assert.Equal(("exited", 3, TimeSpan.FromSeconds(5)), (state.Status, state.ExitCode, state.FinishedAt - state.StartedAt));
    }

    [Fact]
    public async Task Running_out_of_memory_is_told_by_state_and_event()
    {
        var id = await RunAsync("sim:oom-after-1s");

        _time.Advance(TimeSpan.FromSeconds(1));

        var state = (await _engine.Containers.InspectAsync(id, Ct)).State;
        Assert.True(state.OomKilled);
        Assert.Equal(137, state.ExitCode);
        Assert.Equal(["create", "start", "oom", "die"], (await PastEventsAsync()).Select(e => e.Action));
    }

    [Fact]
    public async Task Health_changes_on_time()
    {
        var id = await RunAsync("sim:healthy-after-2s.unhealthy-after-10s");

        Assert.Equal("starting", await HealthAsync(id));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("healthy", await HealthAsync(id));
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("unhealthy", await HealthAsync(id));
    }

    [Fact]
    public async Task A_stop_lasts_as_long_as_the_process_takes_and_no_longer_than_the_grace()
    {
        var obeys = await RunAsync("sim:stops-after-2s");
        var ignores = await RunAsync("sim:stops-after-1m");

        var first = _engine.Containers.StopAsync(obeys, TimeSpan.FromSeconds(10), Ct);
        var second = _engine.Containers.StopAsync(ignores, TimeSpan.FromSeconds(10), Ct);
        _time.Advance(TimeSpan.FromSeconds(2));
        await first;
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(8));
        await second;

        Assert.Equal(0, (await _engine.Containers.InspectAsync(obeys, Ct)).State.ExitCode);
        Assert.Equal(137, (await _engine.Containers.InspectAsync(ignores, Ct)).State.ExitCode);
    }

    [Fact]
    public async Task A_pull_takes_its_time_and_the_image_is_here_only_then()
    {
        await using var pull = _engine.Images
            .PullAsync("team/sim:pull-10s", platform: null, login: null, Ct).GetAsyncEnumerator(Ct);
        await pull.MoveNextAsync();
        for (var quarter = 1; quarter <= 4; quarter++)
        {
            var next = pull.MoveNextAsync();
            Assert.False(next.IsCompleted);
            Assert.True((await FailsAsync(_engine.Images.InspectAsync("team/sim:pull-10s", Ct))).IsNotFound);
            _time.Advance(TimeSpan.FromSeconds(2.5));
            Assert.True(await next);
            Assert.Equal(pull.Current.Bytes?.Total * quarter / 4, pull.Current.Bytes?.Current);
        }

        Assert.True(await pull.MoveNextAsync());
        Assert.False(await pull.MoveNextAsync());
        var image = await _engine.Images.InspectAsync("team/sim:pull-10s", Ct);
        Assert.Equal($"team/sim@{image.Id}", Assert.Single(image.RepoDigests));
    }

    [Fact]
    public async Task Images_that_no_registry_has_cannot_be_pulled()
    {
        var unknown = await Assert.ThrowsAsync<EngineException>(() => PullAsync("team/app:v1"));
        var broken = await Assert.ThrowsAsync<EngineException>(() => PullAsync("sim:fails-to-pull"));

        Assert.Contains("pull access denied for team/app", unknown.Message);
        Assert.Contains("manifest unknown", broken.Message);
    }

    [Fact]
    public void A_behaviour_that_does_not_exist_is_refused_with_the_ones_that_do()
    {
        var e = Assert.Throws<FormatException>(() => SimulatedImage.FromReference("sim:dances-after-5s"));

        Assert.Contains("'dances-after-5s' is no behaviour", e.Message);
        Assert.Null(SimulatedImage.FromReference("nginx:1.27"));
    }

    [Fact]
    public async Task An_engine_that_is_down_is_unreachable_and_its_containers_live_on()
    {
        var id = await RunAsync("sim:exit-3-after-5s");
        var waiting = _engine.Containers.WaitAsync(id, Ct);
        var listening = NextEventAsync();

        _engine.GoDown(withContainers: false);
        var calls = new[] { await FailsAsync(_engine.PingAsync(Ct)), await FailsAsync(waiting), await FailsAsync(listening) };
        _time.Advance(TimeSpan.FromSeconds(5));
        _engine.ComeUp();

        Assert.All(calls, e => Assert.Equal(EngineFailure.Unreachable, e.Failure));
        Assert.Equal(3, (await _engine.Containers.WaitAsync(id, Ct)).ExitCode);
    }

    [Fact]
    public async Task A_machine_that_fails_takes_its_containers_with_it()
    {
        var id = await RunAsync("sim:runs");

        _engine.GoDown(withContainers: true);
        _engine.ComeUp();

        Assert.Equal(137, (await _engine.Containers.InspectAsync(id, Ct)).State.ExitCode);
        Assert.Empty(await PastEventsAsync());
    }

    [Fact]
    public async Task An_engine_that_hangs_runs_into_the_deadline_and_goes_on_afterwards()
    {
        _engine.Gate.Hang();
        var ping = _engine.PingAsync(Ct);
        var create = RunAsync("sim:runs");
        var late = _engine.Containers.ListAsync(EngineFilter.None, all: true, Ct);

        _time.Advance(TimeSpan.FromSeconds(5));
        var failed = await FailsAsync(ping);
        _engine.Gate.Resume();

        Assert.Equal(EngineFailure.DeadlinePassed, failed.Failure);
        await create;
        await late;
    }

    [Fact]
    public async Task Calls_take_the_time_and_the_faults_that_they_are_given()
    {
        _engine.AddLocalImage("sim:runs");
        _engine.Gate.Duration = call => call.Operation == "create container" ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        _engine.Gate.Fault = call => call.Operation == "start container"
            ? EngineException.Refused(System.Net.HttpStatusCode.InternalServerError, call, "disk is full")
            : null;

        var creating = _engine.Containers.CreateAsync("slow", new CreateContainer { Image = "sim:runs" }, platform: null, Ct);
        Assert.False(creating.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        var id = (await creating).Id;

        Assert.Contains("disk is full", (await FailsAsync(_engine.Containers.StartAsync(id, Ct))).Message);
        Assert.Equal("created", await StatusAsync(id));
    }

    [Fact]
    public async Task The_same_calls_give_the_same_ids_addresses_and_events()
    {
        var other = new SimulatedEngineTests();

        foreach (var test in (SimulatedEngineTests[])[this, other])
        {
            await test.RunAsync("sim:exit-1-after-1s");
            await test.RunAsync("sim:runs");
            test._time.Advance(TimeSpan.FromSeconds(2));
        }

        var (mine, others) = (await PastEventsAsync(), await other.PastEventsAsync());
        Assert.Equal(mine.Select(Text), others.Select(Text));
        Assert.Equal(await AddressesAsync(), await other.AddressesAsync());

        static string Text(EngineEvent e) => $"{e.TimeNano} {e.Action} {e.Actor.Id}";
    }

    private static async Task<EngineException> FailsAsync(Task call) => await Assert.ThrowsAsync<EngineException>(() => call);

    private async Task<string> RunAsync(string image)
    {
        _engine.AddLocalImage(image);
        var created = await _engine.Containers.CreateAsync(
            image.Split(':')[1], new CreateContainer { Image = image }, platform: null, Ct);
        await _engine.Containers.StartAsync(created.Id, Ct);
        return created.Id;
    }

    private async Task PullAsync(string image)
    {
        await foreach (var _ in _engine.Images.PullAsync(image, platform: null, login: null, Ct))
        {
        }
    }

    private async Task<string> StatusAsync(string id) => (await _engine.Containers.InspectAsync(id, Ct)).State.Status;

    private async Task<string?> HealthAsync(string id) => (await _engine.Containers.InspectAsync(id, Ct)).State.Health?.Status;

    private async Task<List<string?>> AddressesAsync() =>
        [.. (await _engine.Containers.ListAsync(EngineFilter.None, all: true, Ct))
            .Select(c => c.NetworkSettings?.Networks["bridge"].IpAddress)];

    private async Task NextEventAsync()
    {
        await foreach (var _ in _engine.EventsAsync(EngineFilter.None, since: null, Ct))
            return;
    }

    private async Task<List<EngineEvent>> PastEventsAsync()
    {
        var marker = "marker" + _time.GetUtcNow().Ticks;
        await _engine.Volumes.CreateAsync(new CreateVolume(marker), Ct);
        var seen = new List<EngineEvent>();
        await foreach (var happened in _engine.EventsAsync(EngineFilter.None, new EngineTime(0), Ct))
        {
            if (happened.Actor.Id == marker)
                return seen;
            seen.Add(happened);
        }

        return seen;
    }
}
