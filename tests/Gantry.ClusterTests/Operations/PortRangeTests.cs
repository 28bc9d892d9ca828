using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>One port of a range, as <c>8000-9000:80</c> asks for it.</summary>
public sealed class PortRangeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_lowest_free_port_of_the_range_answers()
    {
        var stack = RandomStack.Named("range");
        var port = Ports.Free();
        var compose = Composes.Shell(
            "mkdir /www; echo here > /www/index.html; exec httpd -f -p 80 -h /www", "stop_signal: SIGKILL", $"ports: ['127.0.0.1:{port}-{Math.Min(port + 9, 65_535)}:80']");

        await _server.DeployAndWaitAsync(stack, compose, Ct);

        Assert.Equal([$"127.0.0.1:{port}->80/tcp"], Assert.Single(await _server.Api.ServicesAsync(stack, Ct)).Ports);
        await using var caller = new PortCaller(port);
        await caller.UntilAnsweredAsync(3, Ct);
    }
}
