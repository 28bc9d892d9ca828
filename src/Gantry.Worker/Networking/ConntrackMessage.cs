using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Gantry.Worker.Networking;

/// <summary>The few messages of the kernel's ctnetlink protocol that are needed (linux/netfilter/nfnetlink_conntrack.h).
/// Pure. Lengths and types are in the machine's byte order, values in the network's.</summary>
internal static class ConntrackMessage
{
    public const int HeaderBytes = 16;
    public const ushort Error = 2;
    public const ushort Done = 3;

    private const ushort Get = (1 << 8) | 1;
    private const ushort Delete = (1 << 8) | 2;
    private const ushort Request = 1;
    private const ushort Acknowledge = 4;
    private const ushort Dump = 0x300;

    // nfgenmsg: family, version, resource.
    private const int FamilyBytes = 4;
    private const byte Ipv4 = 2;

    private const ushort TupleOriginal = 1;
    private const ushort TupleReply = 2;
    private const ushort MarkAttribute = 8;
    private const ushort TypeMask = 0x3FFF;
    private const ushort Nested = 0x8000;
    private const byte Udp = 17;

    public static byte[] DumpAll() => Message(Get, Request | Dump, []);

    public static byte[] Forget(UdpFlow flow)
    {
        var attribute = new byte[4 + flow.Tuple.Length];
        MemoryMarshal.Write(attribute, (ushort)attribute.Length);
        MemoryMarshal.Write(attribute.AsSpan(2), (ushort)(TupleOriginal | Nested));
        flow.Tuple.CopyTo(attribute, 4);
        return Message(Delete, Request | Acknowledge, attribute);
    }

    /// <returns>Null when the entry is no UDP over IPv4.</returns>
    public static UdpFlow? ReadFlow(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderBytes + FamilyBytes || message[HeaderBytes] != Ipv4)
            return null;

        var attributes = message[(HeaderBytes + FamilyBytes)..];
        var original = Find(attributes, TupleOriginal);
        var reply = Find(attributes, TupleReply);
        var mark = Find(attributes, MarkAttribute);
        if (!IsUdp(original) || !IsUdp(reply))
            return null;
        return new UdpFlow(
            End(original, addressAttribute: 2, portAttribute: 3),
            End(reply, addressAttribute: 1, portAttribute: 2),
            mark.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(mark) : 0,
            original.ToArray());
    }

    // CTA_TUPLE_PROTO is 2, CTA_PROTO_NUM in it 1.
    private static bool IsUdp(ReadOnlySpan<byte> tuple) => Find(Find(tuple, 2), 1) is [Udp, ..];

    // CTA_TUPLE_IP is 1, with source 1 and destination 2; CTA_TUPLE_PROTO is 2, with source port 2, destination port 3.
    private static IPEndPoint End(ReadOnlySpan<byte> tuple, ushort addressAttribute, ushort portAttribute) => new(
        new IPAddress(Find(Find(tuple, 1), addressAttribute)),
        BinaryPrimitives.ReadUInt16BigEndian(Find(Find(tuple, 2), portAttribute)));

    /// <returns>The attribute's value; empty when there is none.</returns>
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, ushort type)
    {
        while (attributes.Length >= 4)
        {
            var length = MemoryMarshal.Read<ushort>(attributes);
            if (length < 4 || length > attributes.Length)
                return [];
            if ((MemoryMarshal.Read<ushort>(attributes[2..]) & TypeMask) == type)
                return attributes[4..length];
            attributes = attributes[Math.Min(attributes.Length, (length + 3) & ~3)..];
        }

        return [];
    }

    private static byte[] Message(ushort type, ushort flags, ReadOnlySpan<byte> attributes)
    {
        var message = new byte[HeaderBytes + FamilyBytes + attributes.Length];
        MemoryMarshal.Write(message, (uint)message.Length);
        MemoryMarshal.Write(message.AsSpan(4), type);
        MemoryMarshal.Write(message.AsSpan(6), flags);
        message[HeaderBytes] = Ipv4;
        attributes.CopyTo(message.AsSpan(HeaderBytes + FamilyBytes));
        return message;
    }
}
