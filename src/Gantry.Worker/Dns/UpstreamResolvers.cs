using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Gantry.Worker.Dns;

/// <summary>Asks the host's resolvers, or those that a container has of its own, what the node itself does not know.</summary>
/// <param name="servers">Whom to ask, asked again for every question.</param>
internal sealed class UpstreamResolvers(Func<IReadOnlyList<IPEndPoint>> servers, TimeProvider time)
{
    // The engine's resolver inside the container gives us 4 s (libnetwork's extIOTimeout) and the C library 5 s:
    // three tries of this length leave time for the answer "it failed", which is better than silence.
    private const int Tries = 3;
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(1.2);

    // The size that passes every path on the internet unfragmented (DNS flag day 2020).
    private const int PayloadBytes = 1232;

    // Index of the server that answered last: one dead server costs its timeout once, not at every question.
    private int _preferred;

    /// <param name="packet">A query that was read as <paramref name="query"/>.</param>
    /// <param name="own">Whom to ask instead of the host's resolvers, when there are any.</param>
    /// <returns>A validated reply with some id, or null when no server gave one.</returns>
    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> packet, DnsQuery query, IReadOnlyList<IPEndPoint> own, CancellationToken ct)
    {
        // The order of its own is a person's word; of the host's any may answer.
        var hasOwn = own.Count > 0;
        var all = hasOwn ? own : servers();
        byte[]? failure = null;
        for (var i = 0; i < Tries && all.Count > 0; i++)
        {
            var index = ((hasOwn ? 0 : Volatile.Read(ref _preferred)) + i) % all.Count;
            var reply = await TryAskAsync(all[index], packet, query, ct);
            if (reply is null)
                continue;
            if (IsFinal(reply))
            {
                if (!hasOwn)
                    Volatile.Write(ref _preferred, index);
                return reply;
            }

            failure = reply;
            if (i == all.Count - 1)
                return failure;
        }

        return failure;
    }

    private async Task<byte[]?> TryAskAsync(
        IPEndPoint server, ReadOnlyMemory<byte> packet, DnsQuery query, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(TryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        byte[]? reply = null;
        try
        {
            // A new socket and a new random id for every question: 32 bits that a forger has to guess (RFC 5452).
            var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
            var message = new byte[query.QuestionEnd + 16];
            var length = DnsReply.WriteUpstreamQuery(message, packet.Span, query, id, PayloadBytes);
            var question = message.AsMemory(0, length);
            reply = await AskOverUdpAsync(server, question, query, either.Token);
            return IsTruncated(reply) ? await AskOverTcpAsync(server, question, query, either.Token) : reply;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return reply;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return reply;
        }
    }

    private static async Task<byte[]> AskOverUdpAsync(
        IPEndPoint server, ReadOnlyMemory<byte> question, DnsQuery query, CancellationToken ct)
    {
        // Connected, so that the kernel passes on only what comes from the asked server.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, ct);
        await socket.SendAsync(question, SocketFlags.None, ct);
        var buffer = new byte[DnsReply.LargestUdpPayload];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, SocketFlags.None, ct);
            if (Answers(buffer.AsSpan(0, length), question.Span, query))
                return buffer[..length];
        }
    }

    private static async Task<byte[]?> AskOverTcpAsync(
        IPEndPoint server, ReadOnlyMemory<byte> question, DnsQuery query, CancellationToken ct)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, ct);
        await using var stream = new NetworkStream(socket);
        await TcpFrame.WriteAsync(stream, question, ct);
        var reply = await TcpFrame.ReadAsync(stream, ct);
        return reply is not null && Answers(reply, question.Span, query) ? reply : null;
    }

    // Same id, a reply, same question: letter case may differ, some servers repeat it in lower case.
    private static bool Answers(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> question, in DnsQuery query)
    {
        if (reply.Length < query.QuestionEnd || !reply[..2].SequenceEqual(question[..2]))
            return false;
        if ((reply[2] & 0x80) == 0 || BinaryPrimitives.ReadUInt16BigEndian(reply[4..]) != 1)
            return false;
        return System.Text.Ascii.EqualsIgnoreCase(
            reply[DnsQuery.HeaderBytes..query.QuestionEnd], question[DnsQuery.HeaderBytes..query.QuestionEnd])
            || reply[DnsQuery.HeaderBytes..query.QuestionEnd]
                .SequenceEqual(question[DnsQuery.HeaderBytes..query.QuestionEnd]);
    }

    private static bool IsTruncated(byte[]? reply) => reply is not null && (reply[2] & 0x02) != 0;

    // "I failed", "I cannot" and "I will not" are about the server, not about the name: the next one may know.
    private static bool IsFinal(byte[] reply) => (ResponseCode)(reply[3] & 0x0F) is not
        (ResponseCode.ServerFailure or ResponseCode.NotImplemented or ResponseCode.Refused);
}
