using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Hosts;

/// <summary>What the machines of a lab are plugged into. It is in a network of its own, so labs have the same addresses and never meet.</summary>
internal sealed class LabSwitch : IAsyncDisposable
{
    public const string Subnet = "10.99.0.0/24";

    private const string Bridge = "switch";
    private const string Gateway = "10.99.0.254";

    private readonly HostNamespace _network;

    private LabSwitch(HostNamespace network) => _network = network;

    public static string AddressOf(int number) => $"10.99.0.{number}";

    public static async Task<LabSwitch> CreateAsync(CancellationToken ct)
    {
        var network = await HostNamespace.CreateAsync(ct);
        try
        {
            await IpAsync(network, ct, "link", "add", Bridge, "type", "bridge");
            await IpAsync(network, ct, "address", "add", $"{Gateway}/24", "dev", Bridge);
            await IpAsync(network, ct, "link", "set", Bridge, "up");
            return new LabSwitch(network);
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public async Task PlugInAsync(int number, HostNamespace host, CancellationToken ct)
    {
        // Its address on the wire stays the same over a reboot, as a real card's: the others remember it, and would talk past it.
        await IpAsync(host, ct, "link", "add", "eth0", "address", $"02:00:00:00:01:{number:x2}", "type", "veth", "peer", "name", Port(number), "netns", _network.Name);
        await IpAsync(_network, ct, "link", "set", Port(number), "master", Bridge, "up");
        await IpAsync(host, ct, "address", "add", $"{AddressOf(number)}/24", "dev", "eth0");
        await IpAsync(host, ct, "link", "set", "eth0", "up");
        await IpAsync(host, ct, "route", "add", "default", "via", Gateway);
    }

    /// <summary>The machine has no cable any more, nor an interface for one.</summary>
    public Task UnplugAsync(int number, CancellationToken ct) => IpAsync(_network, ct, "link", "delete", Port(number));

    public Task SetAsync(int number, bool isUp, CancellationToken ct) => IpAsync(_network, ct, "link", "set", Port(number), isUp ? "up" : "down");

    /// <summary>Also of what is made for the lab beside it.</summary>
    public string Name => _network.Name;

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    private static string Port(int number) => $"port{number}";

    private static async Task IpAsync(HostNamespace where, CancellationToken ct, params string[] args) =>
        await HostTool.RunAsync(ct, ["ip", "-n", where.Name, .. args]);
}
