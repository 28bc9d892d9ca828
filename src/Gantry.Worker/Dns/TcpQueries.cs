using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gantry.Worker.Dns;

/// <summary>Accepts on one TCP socket until it is cancelled, and answers one query after the other on each connection.</summary>
internal sealed class TcpQueries(Socket socket, NodeResolver resolver, DnsCounters counters, TimeProvider time)
{
    private const int Connections = 128;
    private const int ConnectionsPerClient = 16;

    // TCP is for the rare reply that did not fit; who is silent for this long has what he wanted (RFC 7766 6.2.3).
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, IPAddress> _open = [];

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (true)
                Admit(await socket.AcceptAsync(ct), ct);
        }
        finally
        {
            await Task.WhenAll(_open.Keys);
        }
    }

    private void Admit(Socket connection, CancellationToken ct)
    {
        foreach (var ended in _open.Keys.Where(task => task.IsCompleted))
            _open.TryRemove(ended, out _);

        var client = ((IPEndPoint)connection.RemoteEndPoint!).Address;
        var ofClient = _open.Count(open => open.Value.Equals(client));
        if (!resolver.Knows(client))
        {
            counters.CountRefused();
            connection.Dispose();
        }
        else if (_open.Count >= Connections || ofClient >= ConnectionsPerClient)
        {
            counters.CountDropped();
            connection.Dispose();
        }
        else
        {
            _open.TryAdd(AnswerAsync(connection, client, ct), client);
        }
    }

    private async Task AnswerAsync(Socket connection, IPAddress client, CancellationToken ct)
    {
        await using var stream = new NetworkStream(connection, ownsSocket: true);
        var reply = new byte[ushort.MaxValue];
        try
        {
            var isOpen = true;
            while (isOpen)
                isOpen = await AnswerOneAsync(stream, client, reply, ct);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Idle for too long, reset by the client, or we are stopping: nothing is owed to anybody.
        }
    }

    private async Task<bool> AnswerOneAsync(NetworkStream stream, IPAddress client, byte[] reply, CancellationToken ct)
    {
        using var idle = new CancellationTokenSource(IdleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, idle.Token);
        if (await TcpFrame.ReadAsync(stream, either.Token) is not { } packet)
            return false;
        if (resolver.MustForward(packet, client, overTcp: true, reply, out var query, out var length))
            length = await resolver.ForwardAsync(packet, query, client, overTcp: true, reply, either.Token);
        if (length == 0)
            return false;

        await TcpFrame.WriteAsync(stream, reply.AsMemory(0, length), either.Token);
        return true;
    }
}
