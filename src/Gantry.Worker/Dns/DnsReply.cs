using System.Buffers.Binary;
using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>Writes replies (RFC 1035 4.1). Pure; the buffer must hold at least 512 bytes.</summary>
internal static class DnsReply
{
    /// <summary>The most that one reply over UDP takes. The way to a container is a bridge of this host, so the
    /// usual 1,232 for paths over the internet would only cause detours over TCP.</summary>
    public const int LargestUdpPayload = 4096;

    // The asker is on this machine and the answer comes from memory: caching it would only keep the dead alive.
    private const uint TtlSeconds = 1;

    private const ushort Reply = 0x8000;
    private const ushort Authoritative = 0x0400;
    private const ushort Truncated = 0x0200;
    private const ushort RecursionAvailable = 0x0080;
    private const ushort RecursionDesired = 0x0100;
    private const ushort CheckingDisabled = 0x0010;
    private const ushort PointerToQuestion = 0xC00C;
    private const int OptBytes = 11;

    /// <summary>The largest reply that this asker takes.</summary>
    public static int Limit(in DnsQuery query, bool overTcp) =>
        overTcp ? ushort.MaxValue : Math.Min(query.PayloadBytes, LargestUdpPayload);

    /// <param name="packet">The query's bytes; its question is repeated as it was written, letter case included.</param>
    /// <param name="first">Which address comes first, modulo their number.</param>
    /// <returns>The reply's length.</returns>
    public static int Write(
        Span<byte> buffer, ReadOnlySpan<byte> packet, in DnsQuery query, DnsDecision decision, int limit, uint first)
    {
        var code = decision is DnsDecision.Status status ? status.Code : ResponseCode.NoError;
        var room = Math.Min(buffer.Length, limit) - (query.HasEdns ? OptBytes : 0);
        packet[..query.QuestionEnd].CopyTo(buffer);
        var at = query.QuestionEnd;

        var (answers, authorities, cut) = (0, 0, false);
        switch (decision)
        {
            case DnsDecision.Addresses addresses:
                answers = WriteAddresses(buffer[..room], ref at, addresses.All, first);
                cut = answers < addresses.All.Count;
                break;
            case DnsDecision.Pointer pointer:
                WritePointer(buffer, ref at, pointer.Name);
                answers = 1;
                break;
            case DnsDecision.Status { Code: ResponseCode.NoError or ResponseCode.NameError }:
                WriteSoa(buffer, ref at);
                authorities = 1;
                break;
            case DnsDecision.Status:
                break;
            case DnsDecision.Drop or DnsDecision.Forward:
                throw new InvalidOperationException($"There is no reply to write for {decision}.");
        }

        var flags = (query.Flags & RecursionDesired) | Reply | RecursionAvailable | ((byte)code & 0xF);
        flags |= answers + authorities > 0 ? Authoritative : 0;
        flags |= cut ? Truncated : 0;
        WriteHeader(buffer, (ushort)flags, query.QuestionEnd, answers, authorities, query.HasEdns ? 1 : 0);
        if (query.HasEdns)
            WriteOpt(buffer, ref at, LargestUdpPayload, (byte)((byte)code >> 4), dnssecOk: false);
        return at;
    }

    /// <summary>The query as an upstream gets it: the question and what concerns it, nothing else that came along.</summary>
    /// <returns>The length.</returns>
    public static int WriteUpstreamQuery(
        Span<byte> buffer, ReadOnlySpan<byte> packet, in DnsQuery query, ushort id, int payloadBytes)
    {
        packet[..query.QuestionEnd].CopyTo(buffer);
        var at = query.QuestionEnd;
        var flags = query.Flags & (RecursionDesired | CheckingDisabled);
        WriteHeader(buffer, (ushort)flags, query.QuestionEnd, 0, 0, query.HasEdns ? 1 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, id);
        if (query.HasEdns)
            WriteOpt(buffer, ref at, payloadBytes, extendedCode: 0, query.DnssecOk);
        return at;
    }

    /// <summary>An upstream's reply in the form that the asker gets: its id, and cut when it is too long.</summary>
    /// <returns>The length.</returns>
    public static int WriteForwarded(Span<byte> buffer, ReadOnlySpan<byte> upstream, in DnsQuery query, int limit)
    {
        if (upstream.Length <= Math.Min(limit, buffer.Length))
        {
            upstream.CopyTo(buffer);
            BinaryPrimitives.WriteUInt16BigEndian(buffer, query.Id);
            return upstream.Length;
        }

        upstream[..query.QuestionEnd].CopyTo(buffer);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, query.Id);
        var at = query.QuestionEnd;
        var flags = BinaryPrimitives.ReadUInt16BigEndian(upstream[2..]) | Truncated;
        WriteHeader(buffer, (ushort)flags, query.QuestionEnd, 0, 0, query.HasEdns ? 1 : 0);
        if (query.HasEdns)
            WriteOpt(buffer, ref at, LargestUdpPayload, extendedCode: 0, query.DnssecOk);
        return at;
    }

    // As many as fit are sent even when the reply is cut: resolvers that know no TCP (musl before 1.2.4) use them.
    private static int WriteAddresses(Span<byte> room, ref int at, IReadOnlyList<IPAddress> addresses, uint first)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            var address = addresses[(int)((first + (uint)i) % (uint)addresses.Count)];
            var bytes = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 4 : 16;
            if (at + 12 + bytes > room.Length)
                return i;

            WriteRecordHead(room, ref at, bytes == 4 ? RecordType.A : RecordType.Aaaa, bytes);
            address.TryWriteBytes(room[at..], out _);
            at += bytes;
        }

        return addresses.Count;
    }

    private static void WritePointer(Span<byte> buffer, ref int at, string name)
    {
        WriteRecordHead(buffer, ref at, RecordType.Ptr, name.Length + 2);
        foreach (var part in name.AsSpan().Split('.'))
        {
            var label = name.AsSpan(part);
            buffer[at++] = (byte)label.Length;
            foreach (var character in label)
                buffer[at++] = (byte)character;
        }

        buffer[at++] = 0;
    }

    // Lets a caching resolver forget "no such name" as fast as an address. The zone is the name itself: nobody else's.
    private static void WriteSoa(Span<byte> buffer, ref int at)
    {
        WriteRecordHead(buffer, ref at, RecordType.Soa, dataBytes: 22);
        buffer[at++] = 0;
        buffer[at++] = 0;
        for (var field = 0; field < 5; field++, at += 4)
            BinaryPrimitives.WriteUInt32BigEndian(buffer[at..], TtlSeconds);
    }

    private static void WriteRecordHead(Span<byte> buffer, ref int at, ushort type, int dataBytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], PointerToQuestion);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(at + 2)..], type);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(at + 4)..], DnsQuery.InternetClass);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[(at + 6)..], TtlSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(at + 10)..], (ushort)dataBytes);
        at += 12;
    }

    private static void WriteOpt(Span<byte> buffer, ref int at, int payloadBytes, byte extendedCode, bool dnssecOk)
    {
        var opt = buffer.Slice(at, OptBytes);
        opt.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], RecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], (ushort)payloadBytes);
        opt[5] = extendedCode;
        opt[7] = (byte)(dnssecOk ? 0x80 : 0);
        at += OptBytes;
    }

    private static void WriteHeader(
        Span<byte> buffer, ushort flags, int questionEnd, int answers, int authorities, int additional)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], flags);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[4..], (ushort)(questionEnd > DnsQuery.HeaderBytes ? 1 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(buffer[6..], (ushort)answers);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[8..], (ushort)authorities);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[10..], (ushort)additional);
    }
}
