using System.Diagnostics;
using System.Net;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

/// <summary>Engines that are absent, hang, lie, break off or are too old.</summary>
public sealed class SickEngineTests
{
    private static readonly EngineDeadlines Short = new(
        Ping: TimeSpan.FromMilliseconds(150), Call: TimeSpan.FromMilliseconds(300), PullSilence: TimeSpan.FromMilliseconds(450));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_that_takes_calls_and_never_answers_runs_into_the_deadline()
    {
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(_ => null));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System, Short);

        var call = await FailsAsync(engine.Containers.StartAsync("web", Ct));
        var events = await FailsAsync(NextAsync(engine.EventsAsync(EngineFilter.None, since: null, Ct)));
        var pull = await FailsAsync(NextAsync(engine.Images.PullAsync("web", platform: null, login: null, Ct)));
        var stop = await FailsAsync(engine.Containers.StopAsync("web", TimeSpan.FromMilliseconds(200), Ct));

        Assert.All([call, events, pull, stop], e => Assert.Equal(EngineFailure.DeadlinePassed, e.Failure));
        Assert.Contains("gave no answer for 0.3 s when asked to start container 'web'", call.Message);
        Assert.Contains("for 0.45 s when asked to pull image 'web'", pull.Message);
        Assert.Contains("for 0.5 s when asked to stop container 'web'", stop.Message);
    }

    [Fact]
    public async Task A_ping_gives_up_earlier_than_a_call()
    {
        await using var socket = new FakeEngineSocket(_ => null);
        using var engine = new DockerEngine(socket.Address, TimeProvider.System, Short with { Call = TimeSpan.FromMinutes(5) });
        var watch = Stopwatch.StartNew();

        var ping = await FailsAsync(engine.PingAsync(Ct));
        var call = await FailsAsync(engine.InfoAsync(Ct));

        Assert.Equal(EngineFailure.DeadlinePassed, ping.Failure);
        Assert.Equal(EngineFailure.DeadlinePassed, call.Failure);
        Assert.All([ping, call], e => Assert.Contains("gave no answer for 0.15 s", e.Message, StringComparison.Ordinal));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_a_cancellation_and_not_a_deadline()
    {
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(_ => null));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.InfoAsync(giveUp.Token));

        Assert.Equal(giveUp.Token, e.CancellationToken);
    }

    [Fact]
    public async Task A_missing_socket_and_a_deaf_one_are_unreachable()
    {
        using var missing = new DockerEngine(new EngineAddress("/nonexistent/docker.sock"), TimeProvider.System);
        string path;
        await using (var socket = new FakeEngineSocket(_ => null))
            path = socket.Address.SocketPath;
        await File.WriteAllTextAsync(path, "not a socket", Ct);
        using var deaf = new DockerEngine(new EngineAddress(path), TimeProvider.System);

        var absent = await FailsAsync(missing.PingAsync(Ct));
        var refused = await FailsAsync(deaf.Containers.InspectAsync("web", Ct));
        File.Delete(path);

        Assert.Equal(EngineFailure.Unreachable, absent.Failure);
        Assert.Contains("The engine at unix:///nonexistent/docker.sock could not be reached", absent.Message);
        Assert.Contains("there is no such socket", absent.Message);
        Assert.Equal(EngineFailure.Unreachable, refused.Failure);
        Assert.Null(refused.Status);
    }

    [Fact]
    public async Task An_engine_that_is_too_old_is_refused_with_what_to_do()
    {
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(_ => null, version: "1.40"));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);

        var e = await FailsAsync(engine.InfoAsync(Ct));

        Assert.Equal(EngineFailure.Unsupported, e.Failure);
        Assert.Contains("it speaks API 1.40, and 1.41 (Docker Engine 20.10) is the oldest supported: upgrade it", e.Message);
    }

    [Theory]
    [InlineData("1.41", "/v1.41/info")]
    [InlineData("1.44", "/v1.44/info")]
    [InlineData("1.99", "/v1.48/info")]
    public async Task Calls_speak_the_newest_version_that_both_know(string offered, string path)
    {
        var asked = "";
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(line =>
        {
            asked = line;
            return FakeEngineSocket.Answer("200 OK", "{}");
        }, offered));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);

        await engine.InfoAsync(Ct);

        Assert.Equal($"GET {path} HTTP/1.1", asked);
    }

    [Fact]
    public async Task A_field_that_an_old_engine_would_ignore_is_refused_before_anything_is_sent()
    {
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(_ => throw new InvalidOperationException("sent")));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);
        var body = new CreateContainer
        {
            Image = "web",
            HostConfig = new HostConfig
            {
                Annotations = new Dictionary<string, string> { ["a"] = "b" },
                Mounts = [new Mount { Type = "volume", Target = "/x", VolumeOptions = new VolumeOptions { Subpath = "y" } }],
            },
        };

        var e = await FailsAsync(engine.Containers.CreateAsync("web", body, platform: null, Ct));

        Assert.Equal(EngineFailure.Unsupported, e.Failure);
        Assert.Contains(
            "would ignore HostConfig.Annotations (API 1.43), VolumeOptions.Subpath (API 1.45)", e.Message);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_unreachable_and_the_next_call_tries_anew()
    {
        var pings = 0;
        await using var socket = new FakeEngineSocket(line =>
        {
            if (!line.Contains("/_ping", StringComparison.Ordinal))
                return "";
            pings++;
            return FakeEngineSocket.Answer("200 OK", "OK", "Api-Version: 1.41\r\n");
        });
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);

        Assert.Equal(EngineFailure.Unreachable, (await FailsAsync(engine.InfoAsync(Ct))).Failure);
        Assert.Equal(EngineFailure.Unreachable, (await FailsAsync(engine.InfoAsync(Ct))).Failure);
        Assert.Equal(2, pings);
    }

    [Fact]
    public async Task An_event_stream_that_is_cut_in_the_middle_of_an_event_ends_in_unreachable()
    {
        const string Whole = """{"Type":"container","Action":"start","Actor":{"ID":"c1"},"timeNano":5}""";
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(
            _ => $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{Whole.Length + 10:x}\r\n{Whole}{Whole[..10]}\r\n0\r\n\r\n"));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);
        var seen = new List<string>();

        var e = await FailsAsync(ReadAsync());

        Assert.Equal(["c1"], seen);
        Assert.Equal(EngineFailure.Unreachable, e.Failure);

        async Task ReadAsync()
        {
            await foreach (var happened in engine.EventsAsync(EngineFilter.None, since: null, Ct))
                seen.Add(happened.Actor.Id);
        }
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_pull_is_a_refusal_with_the_registry_s_words()
    {
        const string Body = """
            {"status":"Pulling from team/app","id":"v1"}
            {"errorDetail":{"message":"toomanyrequests: slow down"},"error":"toomanyrequests: slow down"}
            """;
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(_ => FakeEngineSocket.Answer("200 OK", Body)));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);

        var e = await FailsAsync(DrainAsync(engine.Images.PullAsync("team/app:v1", platform: null, login: null, Ct)));

        Assert.Equal(EngineFailure.Refused, e.Failure);
        Assert.Equal("The engine could not pull image 'team/app:v1': toomanyrequests: slow down.", e.Message);
    }

    [Fact]
    public async Task A_pull_that_falls_silent_is_given_up()
    {
        const string First = """{"status":"Downloading","id":"a","progressDetail":{"current":1,"total":9}}""";
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(
            _ => $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{First.Length:x}\r\n{First}\r\n"));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System, Short);
        var seen = new List<PullProgress>();

        var e = await FailsAsync(ReadAsync());

        Assert.Equal(new ProgressBytes(1, 9), Assert.Single(seen).Bytes);
        Assert.Equal(EngineFailure.DeadlinePassed, e.Failure);

        async Task ReadAsync()
        {
            await foreach (var progress in engine.Images.PullAsync("app", platform: null, login: null, Ct))
                seen.Add(progress);
        }
    }

    [Theory]
    [InlineData("500 Internal Server Error", "plain words", "plain words")]
    [InlineData("503 Service Unavailable", "", "it answered ServiceUnavailable")]
    [InlineData("409 Conflict", """{"message":"name is taken"}""", "name is taken")]
    public async Task Whatever_form_an_error_has_its_reason_is_told(string status, string body, string reason)
    {
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(_ => FakeEngineSocket.Answer(status, body)));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);

        var e = await FailsAsync(engine.Containers.StartAsync("web", Ct));

        Assert.Equal(reason, e.Reason);
        Assert.Equal((HttpStatusCode)int.Parse(status[..3], null), e.Status);
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_told_as_such()
    {
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(_ => FakeEngineSocket.Answer("200 OK", "<html>")));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);

        var e = await FailsAsync(engine.InfoAsync(Ct));

        Assert.Equal(EngineFailure.Refused, e.Failure);
        Assert.Contains("its answer makes no sense", e.Message);
    }

    [Fact]
    public async Task A_name_cannot_become_another_path()
    {
        var asked = "";
        await using var socket = new FakeEngineSocket(FakeEngineSocket.Pinging(line =>
        {
            asked = line;
            return FakeEngineSocket.Answer("404 Not Found", """{"message":"no such container"}""");
        }));
        using var engine = new DockerEngine(socket.Address, TimeProvider.System);

        await FailsAsync(engine.Containers.RemoveAsync("../volumes/db?force=1", force: false, volumes: false, Ct));

        Assert.Equal("DELETE /v1.41/containers/..%2Fvolumes%2Fdb%3Fforce%3D1 HTTP/1.1", asked);
    }

    private static async Task<EngineException> FailsAsync(Task call) => await Assert.ThrowsAsync<EngineException>(() => call);

    private static async Task NextAsync<T>(IAsyncEnumerable<T> values)
    {
        await foreach (var _ in values)
            return;
    }

    private static async Task DrainAsync<T>(IAsyncEnumerable<T> values)
    {
        await foreach (var _ in values)
        {
        }
    }
}
