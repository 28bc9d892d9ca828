using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Model.Services;
using Gantry.Tests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Simulated;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Probes;

namespace Gantry.Tests.Worker.Probes;

public sealed class ProbeCallsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SimulatedEngine _engine;
    private readonly ProbeCalls _calls;
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);

    public ProbeCallsTests()
    {
        _engine = new SimulatedEngine(_time, "n1");
        _calls = new ProbeCalls(_engine, _time);
        _listener.Start();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("204 No Content", true)]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", true)]
    [InlineData("404 Not Found", false)]
    [InlineData("503 Service Unavailable", false)]
    public async Task An_http_probe_passes_on_2xx_and_3xx_and_follows_no_redirect(string status, bool passes)
    {
        var serving = ServeAsync($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");

        var answer = await AskAsync(new Probe(ProbeKind.Http, Port, "/health?deep=1"));

        Assert.Equal(passes, answer.HasPassed);
        Assert.StartsWith("GET /health?deep=1 HTTP/1.1", await serving, StringComparison.Ordinal);
        if (!passes)
            Assert.Equal($"HTTP {status}", answer.Output);
    }

    [Fact]
    public async Task Of_a_failing_answer_at_most_four_kilobytes_are_read()
    {
        // A body that never ends: reading all of it would never return.
        var serving = ServeAsync("HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n" + new string('x', 100_000));

        var answer = await AskAsync(new Probe(ProbeKind.Http, Port));

        Assert.StartsWith("HTTP 500 Oops\nxxx", answer.Output, StringComparison.Ordinal);
        Assert.InRange(answer.Output.Length, 4000, ProbeAnswer.OutputLimitBytes);
        await Task.WhenAny(serving);
    }

    [Fact]
    public async Task Silence_longer_than_the_timeout_is_a_failure()
    {
        var asking = AskAsync(new Probe(ProbeKind.Http, Port) { Timeout = TimeSpan.FromSeconds(2) });
        using var client = await _listener.AcceptTcpClientAsync(Ct);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("No answer within 2 s.", (await asking).Output);
    }

    [Fact]
    public async Task A_tcp_probe_passes_when_somebody_listens()
    {
        Assert.True((await AskAsync(new Probe(ProbeKind.Tcp, Port))).HasPassed);
        var port = Port;
        _listener.Stop();

        var refused = await AskAsync(new Probe(ProbeKind.Tcp, port));

        Assert.False(refused.HasPassed);
        Assert.Contains("refused", refused.Output);
    }

    [Fact]
    public async Task Without_an_address_it_is_not_ready()
    {
        var answer = await _calls.AskAsync(new Probe(ProbeKind.Http, Port), await ContainerAsync(), address: null, Ct);

        Assert.Equal((false, "The container has no address in its network yet."), (answer.HasPassed, answer.Output));
    }

    [Fact]
    public async Task A_path_that_makes_no_address_is_a_failure_and_no_crash() =>
        Assert.False((await AskAsync(new Probe(ProbeKind.Http, Port, "@x:y/"))).HasPassed);

    [Fact]
    public async Task A_command_passes_with_exit_code_0_and_tells_its_output_otherwise()
    {
        Assert.True((await AskAsync(new Probe(ProbeKind.Command, Command: ["true"]))).HasPassed);

        var failed = await AskAsync(new Probe(ProbeKind.Command, Command: ["check", "--all"]));

        Assert.Equal((false, "Exit code 3\ncheck --all: no"), (failed.HasPassed, failed.Output));
    }

    [Fact]
    public async Task An_engine_that_is_away_says_nothing_about_the_container()
    {
        var container = await ContainerAsync();
        _engine.GoDown(withContainers: false);

        var answer = await _calls.AskAsync(new Probe(ProbeKind.Command, Command: ["true"]), container, address: null, Ct);

        Assert.Null(answer.HasPassed);
    }

    public void Dispose()
    {
        _calls.Dispose();
        _listener.Dispose();
    }

    private async Task<ProbeAnswer> AskAsync(Probe probe) =>
        await _calls.AskAsync(probe, await ContainerAsync(), $"{IPAddress.Loopback}", Ct);

    private async Task<ContainerView> ContainerAsync()
    {
        const string Name = "probed";
        if ((await _engine.Containers.ListAsync(EngineFilter.None, all: true, Ct)).Count == 0)
        {
            _engine.AddLocalImage("app:1", new SimulatedImage
            {
                Exec = command => command[0] == "true" ? new SimulatedOutcome(0, "") : new SimulatedOutcome(3, $"{string.Join(' ', command)}: no\n"),
            });
            await _engine.Containers.CreateAsync(Name, new CreateContainer { Image = "app:1" }, platform: null, Ct);
            await _engine.Containers.StartAsync(Name, Ct);
        }

        return ContainerView.From(await _engine.Containers.InspectAsync(Name, Ct));
    }

    /// <returns>The request's first lines.</returns>
    private async Task<string> ServeAsync(string answer)
    {
        using var client = await _listener.AcceptTcpClientAsync(Ct);
        var stream = client.GetStream();
        var buffer = new byte[2048];
        var count = await stream.ReadAsync(buffer, Ct);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Ct);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
