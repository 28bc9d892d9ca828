using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>Networks that are the node's, none, or the engine's own.</summary>
public sealed class NetworkModeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_on_the_nodes_network_on_none_or_on_the_engines_bridge_when_its_file_says_so()
    {
        var port = Ports.Free(1)[0];
        var stack = RandomStack.Named("modes");
        await _server.DeployAndWaitAsync(
            stack,
            $$"""
            services:
              host:
                image: busybox:1.36
                network_mode: host
                command: [sh, -c, "mkdir -p /www; exec httpd -f -p 127.0.0.1:{{port}} -h /www"]
                stop_signal: SIGKILL
                x-gantry: {probe: {tcp: {port: {{port}} }, interval: 300ms} }
              none: {image: busybox:1.36, network_mode: none, command: [sleep, "3600"], stop_signal: SIGKILL}
              bridge: {image: busybox:1.36, network_mode: bridge, command: [sleep, "3600"], stop_signal: SIGKILL}
            """,
            Ct);

        var containers = (await _server.Cluster.RunningAsync(stack, Ct)).ToDictionary(c => c.Slot, c => c.Id);
        Assert.Equal(await HostTool.RunAsync(Ct, "readlink", "/proc/self/ns/net"), await InsideAsync("host", "readlink /proc/self/ns/net"));
        Assert.Equal("lo", await InsideAsync("none", "ls /sys/class/net"));
        Assert.Equal("eth0", await InsideAsync("bridge", "ls /sys/class/net | grep -v lo"));
        foreach (var mode in new[] { "host", "none", "bridge" })
            Assert.Equal(mode, await HostTool.RunAsync(Ct, "docker", "inspect", "--format", "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}", containers[$"{stack}_{mode}.1"]));

        async Task<string> InsideAsync(string service, string script) =>
            (await HostTool.RunAsync(Ct, "docker", "exec", containers[$"{stack}_{service}.1"], "sh", "-c", script)).Trim();
    }
}
