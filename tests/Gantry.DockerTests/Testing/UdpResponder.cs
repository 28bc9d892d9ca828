using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.DockerTests.Testing;

/// <summary>Answers every packet with a name, from inside a container's network namespace: Debian's busybox has no UDP
/// server.</summary>
internal sealed class UdpResponder : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    private UdpResponder(Socket socket, string name)
    {
        _socket = socket;
        _loop = AnswerAsync(name);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public static async Task<UdpResponder> StartAsync(string container, IPAddress address, string name, CancellationToken ct)
    {
        var pid = await HostTool.RunAsync(ct, "docker", "inspect", "-f", "{{.State.Pid}}", container);
        var socket = NetworkNamespace.Open($"/proc/{pid}/ns/net", SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        return new UdpResponder(socket, name);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync(string name)
    {
        var buffer = new byte[100];
        while (true)
        {
            var from = await _socket.ReceiveFromAsync(
                buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            await _socket.SendToAsync(Encoding.ASCII.GetBytes(name), SocketFlags.None, from.RemoteEndPoint, _stop.Token);
        }
    }
}
