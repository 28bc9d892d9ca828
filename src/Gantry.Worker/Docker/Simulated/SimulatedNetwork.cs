using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>A network with its subnet and the addresses taken on it.</summary>
internal sealed class SimulatedNetwork(string id, CreateNetwork body, IPNetwork subnet, DateTimeOffset created)
{
    private readonly SortedSet<uint> _taken = [];

    public string Id => id;

    public CreateNetwork Body => body;

    public IPNetwork Subnet => subnet;

    public bool IsPredefined => body.Name is "bridge" or "host" or "none";

    public string Gateway => body.Addressing?.Config?[0].Gateway ?? Text(Number(subnet.BaseAddress) + 1);

    /// <returns>Null when the wanted address is taken, or none is left.</returns>
    public string? Take(string? wanted)
    {
        var first = Number(subnet.BaseAddress) + 1;
        var last = Number(subnet.BaseAddress) + (uint)(1L << (32 - subnet.PrefixLength)) - 2;
        var gateway = Number(IPAddress.Parse(Gateway));
        if (wanted is not null)
            return _taken.Add(Number(IPAddress.Parse(wanted))) ? wanted : null;
        for (var address = first; address <= last; address++)
        {
            if (address != gateway && _taken.Add(address))
                return Text(address);
        }

        return null;
    }

    public void Return(string address) => _taken.Remove(Number(IPAddress.Parse(address)));

    public bool Overlaps(IPNetwork other) => subnet.Contains(other.BaseAddress) || other.Contains(subnet.BaseAddress);

    /// <param name="members">Those that run on it.</param>
    public NetworkDetails Details(IEnumerable<SimulatedContainer> members) => new()
    {
        Id = id,
        Name = body.Name,
        Created = created,
        Scope = "local",
        Driver = body.Driver ?? "bridge",
        Internal = body.Internal is true,
        Attachable = body.Attachable is true,
        EnableIpv6 = body.EnableIpv6 is true,
        Addressing = new NetworkAddressing
        {
            Driver = "default",
            Config = [new AddressPool(subnet.ToString(), Gateway)],
        },
        Containers = members.ToDictionary(
            c => c.Id,
            c => new NetworkMember
            {
                Name = c.Name,
                Ipv4Address = string.Create(CultureInfo.InvariantCulture, $"{c.Endpoints[body.Name].IpAddress}/{subnet.PrefixLength}"),
            }),
        Options = body.Options,
        Labels = body.Labels,
    };

    private static uint Number(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes())
        : throw new NotSupportedException($"The simulated engine knows IPv4 only, and {address} is not.");

    private static string Text(uint number) =>
        new IPAddress([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]).ToString();
}
