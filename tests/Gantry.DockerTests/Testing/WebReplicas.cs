using System.Net;

namespace Gantry.DockerTests.Testing;

/// <summary>Three web replicas on one network, a client container on another, a client machine behind a veth. Made
/// once for a class of tests, each of which publishes its own port with its own table.</summary>
public sealed class WebReplicas : IAsyncLifetime
{
    internal const int Count = 3;

    internal NetworkLab Lab { get; } = new();

    internal List<IPNetwork> Subnets { get; } = [NetworkLab.RandomSubnet(), NetworkLab.RandomSubnet()];

    internal List<IPEndPoint> Backends { get; } = [];

    public async ValueTask InitializeAsync()
    {
        try
        {
            await BuildAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            // xunit disposes only what was initialized whole.
            await Lab.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    private async Task BuildAsync(CancellationToken ct)
    {
        await Lab.AddClientAsync(ct);
        var network = await Lab.AddNetworkAsync(Subnets[0], ct);
        var other = await Lab.AddNetworkAsync(Subnets[1], ct);
        for (var i = 1; i <= Count; i++)
            Backends.Add(new IPEndPoint(await Lab.RunWebAsync(network, $"web{i}", ct), 80));
        await Lab.RunAsync(other, "stranger", "exec sleep 600", ct, "--cap-add", "NET_ADMIN",
            "--sysctl", "net.ipv4.conf.all.route_localnet=1");
    }
}
