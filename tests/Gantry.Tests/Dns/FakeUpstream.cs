using System.Net;
using System.Net.Sockets;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

/// <summary>A resolver on loopback, UDP and TCP on one port, that replies what the test says. Null is silence.</summary>
internal sealed class FakeUpstream : IAsyncDisposable
{
    private readonly DnsSocket _socket = DnsSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<byte[], bool, IReadOnlyList<byte[]>> _replies;
    private readonly Task _loops;
    private int _asked;

    /// <param name="replies">From the question and whether it came over TCP, every packet to send back.</param>
    public FakeUpstream(Func<byte[], bool, IReadOnlyList<byte[]>> replies)
    {
        _replies = replies;
        _loops = Task.WhenAll(AnswerUdpAsync(), AnswerTcpAsync());
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Udp.LocalEndPoint!;

    public int Asked => Volatile.Read(ref _asked);

    public static FakeUpstream Knowing(string address) =>
        new((question, _) => [DnsPackets.Answer(question, IPAddress.Parse(address))]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerUdpAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            var from = await _socket.Udp.ReceiveFromAsync(
                buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            Interlocked.Increment(ref _asked);
            foreach (var reply in _replies(buffer[..from.ReceivedBytes], false))
                await _socket.Udp.SendToAsync(reply, SocketFlags.None, from.RemoteEndPoint, _stop.Token);
        }
    }

    private async Task AnswerTcpAsync()
    {
        while (true)
        {
            using var connection = await _socket.Tcp.AcceptAsync(_stop.Token);
            await using var stream = new NetworkStream(connection);
            Interlocked.Increment(ref _asked);
            if (await TcpFrame.ReadAsync(stream, _stop.Token) is not { } question)
                continue;
            foreach (var reply in _replies(question, true))
                await TcpFrame.WriteAsync(stream, reply, _stop.Token);
        }
    }
}
