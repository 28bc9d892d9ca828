using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.ClusterTests.Testing;

/// <summary>A DNS server that knows the IPv4 address of one name and says of any other that there is none.</summary>
internal sealed class OneNameServer : IAsyncDisposable
{
    private const int DnsPort = 53;
    private const int HeaderBytes = 12;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public OneNameServer(IPAddress address, string name, IPAddress means)
    {
        _socket.Bind(new IPEndPoint(address, DnsPort));
        _loop = AnswerAsync(name, means);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync(string name, IPAddress means)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            await _socket.SendToAsync(Reply(buffer.AsSpan(0, received.ReceivedBytes), name, means), SocketFlags.None, received.RemoteEndPoint, _stop.Token);
        }
    }

    private static byte[] Reply(ReadOnlySpan<byte> query, string name, IPAddress means)
    {
        var labels = query[HeaderBytes..];
        var asked = labels[..(labels.IndexOf((byte)0) + 1)];
        var question = labels[..(asked.Length + 4)];
        var wanted = name.Split('.').SelectMany(l => Encoding.ASCII.GetBytes(l).Prepend((byte)l.Length)).Append((byte)0).ToArray();
        var isKnown = asked.SequenceEqual(wanted);
        var isAddress = question[asked.Length + 1] == 1;

        byte[] answer = isKnown && isAddress ? [0xC0, HeaderBytes, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, .. means.GetAddressBytes()] : [];
        return [query[0], query[1], 0x81, (byte)(isKnown ? 0x80 : 0x83), 0, 1, 0, (byte)(answer.Length == 0 ? 0 : 1), 0, 0, 0, 0, .. question, .. answer];
    }
}
