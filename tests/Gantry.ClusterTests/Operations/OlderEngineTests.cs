using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>A key that this engine is too old for and that a service does well without.</summary>
public sealed class OlderEngineTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_interval_of_the_start_takes_effect_or_is_left_out_with_a_warning_that_strict_refuses()
    {
        var version = await HostTool.RunAsync(Ct, "docker", "version", "--format", "{{.Server.APIVersion}}");
        var isOlder = Version.Parse(version) < new Version(1, 44);
        var stack = RandomStack.Named("older");
        await File.WriteAllTextAsync(
            Path.Combine(_server.Folder, $"{stack}.yaml"),
            Composes.Shell("exec sleep 3600", "stop_signal: SIGKILL", "healthcheck: {test: 'true', interval: 1s, start_period: 5s, start_interval: 500ms}"),
            Ct);

        var strict = await RunAsync("deploy", "--strict", "-f", $"{stack}.yaml", stack);
        var deployed = (await RunAsync("deploy", "-f", $"{stack}.yaml", stack)).Expect(0);

        var warning = $"healthcheck.start_interval needs an engine with API 1.44 (Docker Engine 25.0) and is left out on an older one (here speaks {version})";
        Assert.Equal(isOlder, strict.ExitCode != 0);
        Assert.Equal(isOlder, strict.Errors.Contains(warning, StringComparison.Ordinal));
        Assert.Equal(isOlder, deployed.Errors.Contains(warning, StringComparison.Ordinal));
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "it is healthy", Ct);
        var container = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct)).Id;
        var check = await HostTool.RunAsync(Ct, "docker", "inspect", "--format", "{{json .Config.Healthcheck}}", container);
        Assert.Contains("\"Interval\":1000000000", check, StringComparison.Ordinal);
        Assert.Equal(isOlder, !check.Contains("StartInterval", StringComparison.Ordinal));
    }

    private Task<CommandOutcome> RunAsync(params string[] words) =>
        new GantryCommand(_server.Folder) { ["GANTRY_HOST"] = $"unix://{_server.SocketPath}" }.RunAsync(Ct, words);
}
