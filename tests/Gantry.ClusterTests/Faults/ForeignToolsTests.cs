using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Faults;

/// <summary>What other tools of this machine do to things that look like theirs.</summary>
public sealed class ForeignToolsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task Compose_down_of_a_project_of_the_same_name_takes_nothing_of_ours()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("theirs");
        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 2), ct);
        var before = await _server.Cluster.StartsAsync(stack, ct);
        var folder = Directory.CreateDirectory(Path.Combine(_server.Folder, stack)).FullName;
        var file = Path.Combine(folder, "docker-compose.yml");
        await File.WriteAllTextAsync(file, "version: '3'\nservices: {main: {image: 'busybox:1.36', command: [sleep, '3600'], stop_signal: SIGKILL}}\n", ct);

        // Its own things come and go beside ours, in the network that it takes for its own.
        var (up, _, upErrors) = await HostTool.TryRunAsync(ct, "docker-compose", "-f", file, "-p", stack, "up", "-d");
        var (_, _, downErrors) = await HostTool.TryRunAsync(ct, "docker-compose", "-f", file, "-p", stack, "down", "--remove-orphans", "--volumes");

        Assert.True(up == 0, upErrors);
        Assert.True(downErrors.Contains("active endpoints", StringComparison.Ordinal), downErrors);
        Assert.Equal(before, await _server.Cluster.StartsAsync(stack, ct));
        Assert.Contains($"{stack}_default", await _server.Cluster.NetworksAsync(ct));
        Assert.Equal("", await HostTool.RunAsync(ct, "docker", "ps", "-aq", "--filter", $"label=com.docker.compose.project={stack}", "--filter", "label=com.docker.compose.oneoff=False"));
    }

    // What 2.x goes by, which Debian does not have: `docker-compose -p NAME down` looks for containers by these labels (1.x by oneoff, 2.x by config-hash), and for the
    // default network by its name.
    [Fact]
    public async Task Nothing_of_ours_has_the_labels_by_which_compose_knows_its_own()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("samename");
        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 2), ct);
        var before = await _server.Cluster.StartsAsync(stack, ct);

        var found = await ComposeSeesAsync(stack, "com.docker.compose.oneoff=False", ct) + await ComposeSeesAsync(stack, "com.docker.compose.config-hash", ct);
        var (exitCode, _, errors) = await HostTool.TryRunAsync(ct, "docker", "network", "rm", $"{stack}_default");

        Assert.Equal("", found);
        Assert.True(exitCode != 0 && errors.Contains("active endpoints", StringComparison.Ordinal), errors);
        Assert.Equal(before, await _server.Cluster.StartsAsync(stack, ct));
    }

    private static Task<string> ComposeSeesAsync(string stack, string label, CancellationToken ct) => HostTool.RunAsync(
        ct, "docker", "ps", "-aq", "--filter", $"label=com.docker.compose.project={stack}", "--filter", $"label={label}");
}
