using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>What a file asks of a network or volume that exists already, with the command line as people use it.</summary>
public sealed class DriftTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changed_options_are_warned_of_until_what_they_ask_for_is_made()
    {
        var stack = RandomStack.Named("drift");
        await _server.Api.DeployAsync(stack, File("driver_opts: {com.docker.network.driver.mtu: '1400'}", "{}"), Ct);
        await WhenMadeAsync(stack);

        // What was removed from the file counts as much as what it adds.
        await WriteAsync(stack, File("internal: true", "{labels: {tier: gold}}"));
        var network = $"Network {stack}_back exists with other options than the file's on here (internal: false → true; options: -com.docker.network.driver.mtu)";
        var volume = $"Volume {stack}_data exists with other options than the file's on here (labels: +tier)";
        for (var time = 1; time <= 2; time++)
        {
            var deployed = await RunAsync("deploy", "-f", $"{stack}.yaml", stack);
            Assert.Contains(network, deployed.Errors, StringComparison.Ordinal);
            Assert.Contains(volume, deployed.Errors, StringComparison.Ordinal);
            Assert.Contains($"network {stack}_back: exists with other options", (await RunAsync("plan", "-f", $"{stack}.yaml", stack)).Output, StringComparison.Ordinal);
        }

        Assert.Contains($"gantry stack rm {stack}", (await RunAsync("plan", "-f", $"{stack}.yaml", stack)).Output, StringComparison.Ordinal);
        Assert.Contains($"gantry stack rm --volumes {stack}", (await RunAsync("plan", "-f", $"{stack}.yaml", stack)).Output, StringComparison.Ordinal);
        await RunAsync("stack", "rm", "--volumes", stack, "--yes");
        await RunAsync("deploy", "-f", $"{stack}.yaml", stack);
        await WhenMadeAsync(stack);

        Assert.DoesNotContain("exists with other options", (await RunAsync("plan", "-f", $"{stack}.yaml", stack)).Output, StringComparison.Ordinal);
        Assert.Equal("true", await HostTool.RunAsync(Ct, "docker", "network", "inspect", "-f", "{{.Internal}}", $"{stack}_back"));
        Assert.Equal("gold", await HostTool.RunAsync(Ct, "docker", "volume", "inspect", "-f", "{{.Labels.tier}}", $"{stack}_data"));
    }

    private static string File(string network, string volume) =>
        Composes.Shell("exec sleep 3600", "stop_signal: SIGKILL", "networks: [back]", "volumes: [data:/data]") + $$"""

        networks:
          back: { {{network}} }
        volumes:
          data: {{volume}}
        """;

    // The worker tells with a heartbeat what its engine has.
    private Task<TimeSpan> WhenMadeAsync(string stack) => _server.UntilAsync(
        async token => (await _server.Cluster.RunningAsync(stack, token)).Count == 1, Eventually.Patience, $"{stack} runs", Ct);

    private Task WriteAsync(string stack, string compose) => System.IO.File.WriteAllTextAsync(Path.Combine(_server.Folder, $"{stack}.yaml"), compose, Ct);

    private async Task<CommandOutcome> RunAsync(params string[] words) =>
        (await new GantryCommand(_server.Folder) { ["GANTRY_HOST"] = $"unix://{_server.SocketPath}" }.RunAsync(Ct, words)).Expect(0);
}
