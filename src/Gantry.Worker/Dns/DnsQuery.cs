using System.Buffers.Binary;
using System.Text;

namespace Gantry.Worker.Dns;

/// <summary>One question as it came from the wire (RFC 1035 4.1, RFC 6891).</summary>
/// <param name="Flags">The header's second word.</param>
/// <param name="Name">Lower case, without the last dot; bytes that are no plain character are written <c>\ddd</c>.</param>
/// <param name="QuestionEnd">Where the question ends in the packet; it begins behind the header.</param>
/// <param name="PayloadBytes">What the asker takes over UDP, 512 when it did not say.</param>
internal readonly record struct DnsQuery(
    ushort Id, ushort Flags, string Name, ushort Type, ushort Class, int QuestionEnd,
    bool HasEdns, byte EdnsVersion, bool DnssecOk, int PayloadBytes)
{
    public const int HeaderBytes = 12;
    public const int SmallestPayload = 512;
    public const ushort InternetClass = 1;

    private const ushort ReplyFlag = 0x8000;
    private const ushort OperationMask = 0x7800;
    private const int MaxNameBytes = 255;
    private const int MaxLabelBytes = 63;

    /// <summary>Reads a packet. Pure; never throws, whatever the bytes are, and never follows a compression pointer:
    /// a question's name has nothing before it to point to, and other names are only stepped over.</summary>
    public static QueryReading Read(ReadOnlySpan<byte> packet, out DnsQuery query)
    {
        query = default;
        if (packet.Length < HeaderBytes)
            return QueryReading.NotAQuery;

        var flags = Word(packet, 2);
        query = new DnsQuery(Word(packet, 0), flags, "", 0, 0, HeaderBytes, false, 0, false, SmallestPayload);
        if ((flags & ReplyFlag) != 0)
            return QueryReading.NotAQuery;
        if ((flags & OperationMask) != 0)
            return QueryReading.OtherOperation;
        if (Word(packet, 4) != 1 || !TryReadName(packet, out var name, out var end) || end + 4 > packet.Length)
            return QueryReading.Malformed;

        query = query with
        {
            Name = name,
            Type = Word(packet, end),
            Class = Word(packet, end + 2),
            QuestionEnd = end + 4,
        };
        var records = Word(packet, 6) + Word(packet, 8) + Word(packet, 10);
        return TryReadEdns(packet, records, ref query) ? QueryReading.Query : QueryReading.Malformed;
    }

    /// <summary>The labels of the question, stepping over nothing else.</summary>
    private static bool TryReadName(ReadOnlySpan<byte> packet, out string name, out int end)
    {
        name = "";
        end = HeaderBytes;
        var text = new StringBuilder(32);
        while (end < packet.Length && end - HeaderBytes < MaxNameBytes)
        {
            var length = packet[end++];
            if (length == 0)
            {
                name = text.ToString();
                return true;
            }

            if (length > MaxLabelBytes || end + length > packet.Length)
                return false;
            if (text.Length > 0)
                text.Append('.');
            AppendLabel(text, packet.Slice(end, length));
            end += length;
        }

        return false;
    }

    // A dot inside a label must not look like a border between labels: "a.b" could then pass for another name.
    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        foreach (var value in label)
        {
            var character = (char)value;
            if (character is <= ' ' or >= '\x7f' or '.' or '\\')
                text.Append('\\').Append(value.ToString("D3", null));
            else
                text.Append(char.ToLowerInvariant(character));
        }
    }

    private static bool TryReadEdns(ReadOnlySpan<byte> packet, int records, ref DnsQuery query)
    {
        var at = query.QuestionEnd;
        for (; records > 0; records--)
        {
            var isRoot = at < packet.Length && packet[at] == 0;
            if (!TryStepOverName(packet, ref at) || at + 10 > packet.Length)
                return false;

            var type = Word(packet, at);
            var dataBytes = Word(packet, at + 8);
            if (type == RecordType.Opt)
            {
                if (!isRoot || query.HasEdns)
                    return false;
                query = query with
                {
                    HasEdns = true,
                    PayloadBytes = Math.Max(SmallestPayload, (int)Word(packet, at + 2)),
                    EdnsVersion = packet[at + 5],
                    DnssecOk = (packet[at + 6] & 0x80) != 0,
                };
            }

            at += 10 + dataBytes;
            if (at > packet.Length)
                return false;
        }

        return true;
    }

    private static bool TryStepOverName(ReadOnlySpan<byte> packet, ref int at)
    {
        while (at < packet.Length)
        {
            var length = packet[at];
            if (length == 0)
            {
                at++;
                return true;
            }

            if ((length & 0xC0) == 0xC0)
            {
                at += 2;
                return at <= packet.Length;
            }

            if (length > MaxLabelBytes)
                return false;
            at += 1 + length;
        }

        return false;
    }

    private static ushort Word(ReadOnlySpan<byte> packet, int at) => BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
}
