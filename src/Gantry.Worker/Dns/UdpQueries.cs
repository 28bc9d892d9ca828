using System.Net;
using System.Net.Sockets;

namespace Gantry.Worker.Dns;

/// <summary>Reads one UDP socket until it is cancelled. Answers from memory in turn; what must be forwarded waits aside.</summary>
internal sealed class UdpQueries(Socket socket, NodeResolver resolver, PendingForwards forwards, DnsCounters counters)
{
    private readonly byte[] _reply = new byte[DnsReply.LargestUdpPayload];

    public async Task RunAsync(CancellationToken ct)
    {
        var packet = new byte[ushort.MaxValue];
        var anyone = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            var received = await socket.ReceiveFromAsync(packet, SocketFlags.None, anyone, ct);
            var client = (IPEndPoint)received.RemoteEndPoint;
            var query = packet.AsMemory(0, received.ReceivedBytes);
            if (resolver.MustForward(query.Span, client.Address, overTcp: false, _reply, out var question, out var length))
                Forward(query.ToArray(), question, client, ct);
            else if (length > 0)
                await SendAsync(_reply.AsMemory(0, length), client, ct);
        }
    }

    private void Forward(byte[] packet, DnsQuery query, IPEndPoint client, CancellationToken ct)
    {
        var isTaken = forwards.TryRun(client.Address, async () =>
        {
            try
            {
                var reply = new byte[DnsReply.LargestUdpPayload];
                var length = await resolver.ForwardAsync(packet, query, client.Address, overTcp: false, reply, ct);
                await SendAsync(reply.AsMemory(0, length), client, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
            }
            catch (ObjectDisposedException)
            {
                // The address was taken off the list while the upstream was thinking; its network is gone.
            }
        });
        if (!isTaken)
            counters.CountDropped();
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> reply, IPEndPoint client, CancellationToken ct)
    {
        try
        {
            await socket.SendToAsync(reply, SocketFlags.None, client, ct);
        }
        catch (SocketException)
        {
            // The way back is gone (container or bridge removed). The next asker must not suffer for it.
        }
    }
}
