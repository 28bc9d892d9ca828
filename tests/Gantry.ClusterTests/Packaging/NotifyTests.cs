using System.Net.Sockets;
using System.Text;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Packaging;

/// <summary>What a service manager hears of a unit of <c>Type=notify</c>.</summary>
public sealed class NotifyTests(LocalEngine engine) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gc-notify-");

    [Fact]
    public async Task The_service_manager_hears_that_it_is_ready_when_it_answers_and_that_it_stops_when_it_is_asked_to()
    {
        var ct = TestContext.Current.CancellationToken;
        var path = Path.Combine(_folder.FullName, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        var place = new ServerPlace(engine.Engine, engine.Address.SocketPath) { NotifySocket = path };

        await using var server = await ServerProcess.StartAsync(place, ct);
        Assert.Equal("READY=1", await HeardAsync(socket, ct));
        Assert.NotNull(await server.TrySystemAsync(ct));
        Assert.Equal(0, socket.Available);

        var (exitCode, _) = await server.TerminateAsync(ct);
        Assert.Equal("STOPPING=1", await HeardAsync(socket, ct));
        Assert.Equal(0, exitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> HeardAsync(Socket socket, CancellationToken ct)
    {
        var datagram = new byte[256];
        var length = await socket.ReceiveAsync(datagram, ct).AsTask().WaitAsync(Eventually.Patience, TimeProvider.System, ct);
        return Encoding.UTF8.GetString(datagram, 0, length);
    }
}
