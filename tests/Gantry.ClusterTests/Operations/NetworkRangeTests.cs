using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>A network whose file says which addresses it has, with IPv6: names still answer, at the address that the file gives the node.</summary>
public sealed class NetworkRangeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Compose = """
        services:
          main:
            image: busybox:1.36
            command: [sh, -c, "exec sleep 3600"]
            stop_signal: SIGKILL
            networks: [ranged, local]
          other:
            image: busybox:1.36
            command: [sh, -c, "exec sleep 3600"]
            stop_signal: SIGKILL
            networks: [ranged]
        networks:
          ranged:
            enable_ipv6: true
            ipam:
              config:
                - {subnet: 10.211.77.0/24, gateway: 10.211.77.254, ip_range: 10.211.77.128/26, aux_addresses: {printer: 10.211.77.129}}
                - {subnet: "fd77:1:2:3::/64", gateway: "fd77:1:2:3::9"}
          local: {enable_ipv6: true}
        """;

    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Containers_have_addresses_of_the_part_of_the_range_that_the_file_names()
    {
        var stack = RandomStack.Named("ranged");
        await _server.DeployAndWaitAsync(stack, Compose, Ct);

        var main = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct), c => c.Slot == $"{stack}_main.1").Id;
        var addresses = await HostTool.RunAsync(Ct, "docker", "exec", main, "ip", "-o", "address");

        // 10.211.77.128/26 without .129: whichever of the two containers is made first gets .128.
        Assert.Matches(@"inet 10\.211\.77\.1(28|[3-8][0-9]|9[01])/24", addresses);
        Assert.Contains("inet6 fd77:1:2:3:", addresses, StringComparison.Ordinal);
        Assert.Equal(2, addresses.Split('\n').Count(l => l.Contains("inet6 fd", StringComparison.Ordinal)));

        // Here nobody but the node's address on this network can answer names.
        var other = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct), c => c.Slot == $"{stack}_other.1").Id;
        Assert.Contains("via 10.211.77.254", await HostTool.RunAsync(Ct, "docker", "exec", other, "ip", "route", "get", "192.0.2.1"), StringComparison.Ordinal);
        await HostTool.RunAsync(Ct, "docker", "exec", other, "ping", "-c", "1", "-W", "5", "main");
        await HostTool.RunAsync(Ct, "docker", "exec", other, "ping", "-c", "1", "-W", "5", "fd77:1:2:3::9");

        // What is as the file has it is told of by nobody.
        var again = await _server.Api.DeployAsync(stack, Compose, Ct);
        Assert.Empty(again.Warnings);
    }
}
