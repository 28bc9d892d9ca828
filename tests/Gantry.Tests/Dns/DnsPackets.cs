using System.Buffers.Binary;
using System.Net;
using System.Text;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

/// <summary>Writes questions and reads replies, as a client would.</summary>
internal static class DnsPackets
{
    public static byte[] Question(string name, ushort type = RecordType.A, ushort id = 7, int? edns = null, byte version = 0)
    {
        var bytes = new List<byte>([(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(edns is null ? 0 : 1)]);
        AddName(bytes, name);
        bytes.AddRange([(byte)(type >> 8), (byte)type, 0, 1]);
        if (edns is { } size)
            bytes.AddRange([0, 0, 41, (byte)(size >> 8), (byte)size, 0, version, 0, 0, 0, 0]);
        return [.. bytes];
    }

    /// <summary>An upstream's reply to a question: its own bytes, with one address behind.</summary>
    public static byte[] Answer(byte[] question, IPAddress address, int times = 1)
    {
        var end = Read(question).QuestionEnd;
        var bytes = question[..end].ToList();
        for (var i = 0; i < times; i++)
            bytes.AddRange([0xC0, 0x0C, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. address.GetAddressBytes()]);
        var reply = bytes.ToArray();
        reply[2] |= 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(6), (ushort)times);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(10), 0);
        return reply;
    }

    public static DnsQuery Read(byte[] packet)
    {
        Assert.Equal(QueryReading.Query, DnsQuery.Read(packet, out var query));
        return query;
    }

    public static DnsReplyText ReadReply(ReadOnlySpan<byte> packet)
    {
        var at = 12;
        ReadName(packet, ref at);
        at += 4;
        var answers = new List<string>();
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]); left > 0; left--)
        {
            ReadName(packet, ref at);
            var type = BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
            var bytes = BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 8)..]);
            var data = packet.Slice(at += 10, bytes);
            var dataAt = at;
            answers.Add(type == RecordType.Ptr ? ReadName(packet, ref dataAt) : new IPAddress(data).ToString());
            at += bytes;
        }

        return new DnsReplyText(
            BinaryPrimitives.ReadUInt16BigEndian(packet),
            (ResponseCode)(packet[3] & 0xF),
            (packet[2] & 2) != 0,
            answers,
            BinaryPrimitives.ReadUInt16BigEndian(packet[8..]));
    }

    private static void AddName(List<byte> bytes, string name)
    {
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
            bytes.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]);
        bytes.Add(0);
    }

    private static string ReadName(ReadOnlySpan<byte> packet, ref int at)
    {
        var labels = new List<string>();
        while (packet[at] != 0)
        {
            if (packet[at] >= 0xC0)
            {
                int target = packet[at + 1];
                at += 2;
                labels.Add(ReadName(packet, ref target));
                return string.Join('.', labels);
            }

            labels.Add(Encoding.ASCII.GetString(packet.Slice(at + 1, packet[at])));
            at += 1 + packet[at];
        }

        at++;
        return string.Join('.', labels);
    }
}
