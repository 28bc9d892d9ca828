using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>A seccomp profile in a file beside the compose file, as people confine a browser or a build.</summary>
public sealed class SeccompProfileTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_profile_forbids_the_process_cannot_do()
    {
        var stack = RandomStack.Named("seccomp");
        await File.WriteAllTextAsync(
            Path.Combine(_server.Folder, $"{stack}.json"),
            """{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}""",
            Ct);
        await File.WriteAllTextAsync(
            Path.Combine(_server.Folder, $"{stack}.yaml"),
            Composes.Shell("mkdir /made; touch /touched && echo touched; exec sleep 3600", "stop_signal: SIGKILL", $"security_opt: ['seccomp=./{stack}.json']"),
            Ct);

        (await new GantryCommand(_server.Folder) { ["GANTRY_HOST"] = $"unix://{_server.SocketPath}" }.RunAsync(Ct, "deploy", "-f", $"{stack}.yaml", stack)).Expect(0);

        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "it runs", Ct);
        var container = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct)).Id;
        await _server.UntilAsync(
            async token => (await HostTool.RunAsync(token, "docker", "logs", container)).Contains("touched", StringComparison.Ordinal), Eventually.Patience, "it tells", Ct);
        Assert.NotEqual(0, (await HostTool.TryRunAsync(Ct, "docker", "exec", container, "test", "-d", "/made")).ExitCode);
    }
}
