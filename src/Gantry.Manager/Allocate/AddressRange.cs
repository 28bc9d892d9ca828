using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Gantry.Manager.Allocate;

/// <summary>An IPv4 network as numbers, so that it can be cut and compared.</summary>
internal readonly record struct AddressRange(uint First, int PrefixLength)
{
    public uint Last => First | (uint)((1UL << (32 - PrefixLength)) - 1);

    /// <summary>Bits behind the prefix are dropped: a route written with them blocks what it covers all the same.</summary>
    /// <returns>False for anything that is not an IPv4 network in CIDR form.</returns>
    public static bool TryParse([NotNullWhen(true)] string? cidr, out AddressRange range)
    {
        range = default;
        if (!IPNetwork.TryParse(cidr, out var network) || network.BaseAddress.AddressFamily != AddressFamily.InterNetwork)
            return false;

        range = new AddressRange(
            BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes()), network.PrefixLength);
        return true;
    }

    /// <returns>False also for a network with bits set behind the prefix: it may be meant otherwise than it reads.</returns>
    public static bool TryParseExact(string? cidr, out AddressRange range) =>
        TryParse(cidr, out range) && cidr.StartsWith($"{range.ToString().Split('/')[0]}/", StringComparison.Ordinal);

    /// <exception cref="FormatException">Not an IPv4 network.</exception>
    public static AddressRange Parse(string cidr) => TryParseExact(cidr, out var range)
        ? range
        : throw new FormatException($"'{cidr}' is not an IPv4 network. Write it as 10.128.0.0/9, with no bit set behind the prefix.");

    public bool Overlaps(AddressRange other) => First <= other.Last && other.First <= Last;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, First);
        return $"{new IPAddress(bytes)}/{PrefixLength}";
    }
}
