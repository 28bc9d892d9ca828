using System.Net;
using System.Net.Sockets;
using Gantry.ClusterTests.Testing;
using Gantry.Model.Deployments;

namespace Gantry.ClusterTests.Faults;

/// <summary>Published ports on which a process of the machine listens too: who came first keeps it.</summary>
public sealed class ForeignListenerTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task A_published_port_that_a_foreign_process_has_stays_its_own_until_it_lets_go()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("held");
        using var foreign = new TcpListener(IPAddress.Loopback, 0);
        foreign.Start();
        var port = ((IPEndPoint)foreign.LocalEndpoint).Port;
        var reason = $"port {port}/tcp of node here is held by process Gantry.ClusterT (pid {Environment.ProcessId}) on 127.0.0.1:{port}";

        var id = Assert.NotNull((await _server.Api.DeployAsync(stack, Composes.Web(port, replicas: 1), ct)).DeploymentId);
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "its task serves", ct);
        await _server.UntilAsync(
            async token => (await _server.Api.DeploymentAsync(id, token)).Services.Any(s => s.Blocked == reason),
            Eventually.Patience, reason, ct);

        Assert.Equal(DeploymentState.Running, (await _server.Api.DeploymentAsync(id, ct)).State);
        Assert.Equal(("updating", reason), (await _server.Api.ServicesAsync(stack, ct)) is [var service] ? (service.State, service.Blocked) : default);
        Assert.Contains(
            (await _server.Api.SystemAsync(ct)).Checks, c => c.Name == "published ports" && c.Problem?.Contains($"{port}/tcp", StringComparison.Ordinal) == true);
        await AssertReachesAsync(foreign, port, ct);

        foreign.Stop();
        var ended = await _server.EndOfAsync(id, Eventually.Patience, ct);
        await using var caller = new PortCaller(port);
        await caller.UntilAnsweredAsync(3, ct);

        Assert.Equal(DeploymentState.Succeeded, ended.State);
    }

    [Fact]
    public async Task A_process_that_comes_after_us_takes_nothing_even_over_a_kill_of_the_server()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("kept");
        var port = Ports.Free();
        await _server.DeployAndWaitAsync(stack, Composes.Web(port, replicas: 1), ct);
        using var foreign = new TcpListener(IPAddress.Loopback, port);
        foreign.Start();

        await _server.KillAsync(ct);
        await _server.StartAgainAsync(ct);
        await using var caller = new PortCaller(port);

        // The worker has compared its routes when it has followed a change of them.
        await _server.DeployAndWaitAsync(RandomStack.Named("later"), Composes.Web(Ports.Free(), replicas: 1), ct);
        await caller.UntilAnsweredAsync(3, ct);

        Assert.True(caller.Failures.Count == 0, string.Join("\n", caller.Failures) + await _server.StoryAsync("no failures"));
        Assert.False(foreign.Pending());
    }

    private static async Task AssertReachesAsync(TcpListener foreign, int port, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, ct);
        using var accepted = await foreign.AcceptTcpClientAsync(ct);
        Assert.Equal(((IPEndPoint?)client.Client.LocalEndPoint)?.Port, ((IPEndPoint?)accepted.Client.RemoteEndPoint)?.Port);
    }
}
