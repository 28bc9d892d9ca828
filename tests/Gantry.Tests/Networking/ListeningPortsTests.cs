using System.Net;
using System.Net.Sockets;
using Gantry.Worker.Networking;

namespace Gantry.Tests.Networking;

public sealed class ListeningPortsTests : IDisposable
{
    private const string Head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private readonly DirectoryInfo _proc = Directory.CreateTempSubdirectory("gantry-proc");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _proc.Delete(recursive: true);

    [Theory]
    [InlineData(null, 8080, "tcp", "process web (pid 812) on 127.0.0.1:8080")]
    [InlineData("127.0.0.1", 8080, "tcp", "process web (pid 812) on 127.0.0.1:8080")]
    [InlineData("192.0.2.1", 8080, "tcp", null)]
    [InlineData("192.0.2.1", 22, "tcp", "another process on 0.0.0.0:22")]
    [InlineData(null, 8080, "udp", null)]
    [InlineData(null, 9999, "tcp", null)]
    [InlineData(null, 443, "tcp", "another process on [::]:443")]
    [InlineData(null, 444, "tcp", null)]
    [InlineData("192.0.2.1", 445, "tcp", "another process on 192.0.2.1:445")]
    [InlineData(null, 53, "udp", "another process on 127.0.0.53:53")]
    [InlineData("127.0.0.1", 53, "udp", null)]
    [InlineData(null, 5000, "udp", null)]
    public async Task Tells_who_holds_a_port(string? hostIp, int port, string protocol, string? expected)
    {
        Write("tcp",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n"
            + "   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0\n"
            + "   2: 0100007F:270F 0100007F:0016 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0\n");
        Write("tcp6",
            "   0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4714 1\n"
            + "   1: 00000000000000000000000001000000:01BC 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4715 1\n"
            + "   2: 0000000000000000FFFF0000010200C0:01BD 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4716 1\n");
        Write("udp",
            "   0: 3500007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4717 2 0 0\n"
            + "   1: 0100007F:1388 0100007F:0035 01 00000000:00000000 00:00000000 00000000     0        0 4718 2 0 0\nnonsense\n");
        var process = _proc.CreateSubdirectory("812");
        await File.WriteAllTextAsync(Path.Combine(process.FullName, "comm"), "web\n", Ct);
        File.CreateSymbolicLink(Path.Combine(process.CreateSubdirectory("fd").FullName, "3"), "socket:[4711]");

        var ports = await ListeningPorts.ReadAsync(_proc.FullName, Ct);

        var address = hostIp is null ? null : IPAddress.Parse(hostIp);
        Assert.Equal(expected, ports.HolderOf(address, port, Enum.Parse<PortProtocol>(protocol, ignoreCase: true), []));
    }

    [Fact]
    public async Task Finds_a_listener_of_this_very_host_unless_it_is_excepted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = (IPEndPoint)listener.LocalEndpoint;

        var ports = await ListeningPorts.ReadAsync(Ct);

        Assert.EndsWith($"(pid {Environment.ProcessId}) on {endpoint}", ports.HolderOf(null, endpoint.Port, PortProtocol.Tcp, []), StringComparison.Ordinal);
        Assert.Null(ports.HolderOf(null, endpoint.Port, PortProtocol.Tcp, [endpoint]));
    }

    private void Write(string file, string lines) =>
        File.WriteAllText(Path.Combine(_proc.CreateSubdirectory("net").FullName, file), Head + lines);
}
