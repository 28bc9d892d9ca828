using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Faults;

/// <summary>What other tools of this machine do to things that look like theirs.</summary>
public sealed class ForeignToolsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    // `docker-compose -p NAME down` looks for containers by these labels (1.x by oneoff, 2.x by config-hash), and for the
    // default network by its name.
    [Fact]
    public async Task Compose_down_in_a_folder_of_the_same_name_takes_nothing_of_ours()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("samename");
        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 2), ct);
        var before = await _server.Cluster.StartsAsync(stack, ct);

        var found = await ComposeSeesAsync("com.docker.compose.oneoff=False", ct) + await ComposeSeesAsync("com.docker.compose.config-hash", ct);
        var (exitCode, _, errors) = await HostTool.TryRunAsync(ct, "docker", "network", "rm", $"{stack}_default");

        Assert.Equal("", found);
        Assert.True(exitCode != 0 && errors.Contains("active endpoints", StringComparison.Ordinal), errors);
        Assert.Equal(before, await _server.Cluster.StartsAsync(stack, ct));
    }

    private static Task<string> ComposeSeesAsync(string label, CancellationToken ct) => HostTool.RunAsync(
        ct, "docker", "ps", "-aq", "--filter", "label=com.docker.compose.project=samename", "--filter", $"label={label}");
}
