using System.Net;
using System.Net.Sockets;

namespace Gantry.DockerTests.Testing;

/// <summary>
/// Container networks, containers, and a client machine (a network namespace behind a veth) of one test, all under one
/// random name; everything is removed at the end, also when the test failed. Talks to the engine by its command line,
/// so that these tests do not depend on our own client.
/// </summary>
internal sealed class NetworkLab : IAsyncDisposable
{
    private const string Image = "busybox:1.36";

    // Prints who was asked and who asks.
    private const string WhoScript = "#!/bin/sh\\necho\\necho $(hostname) $REMOTE_ADDR\\n";

    private readonly string _name = $"gantry-lab-{Convert.ToHexStringLower(RandomBytes(4))}";
    private readonly List<string> _networks = [];
    private readonly List<string> _containers = [];
    private bool _hasClient;

    public string Suffix => _name.Replace("gantry-lab-", "lab_", StringComparison.Ordinal);

    /// <summary>The host's end of the veth: an address of the host that is neither loopback nor a container bridge.</summary>
    public IPAddress HostAddress { get; private set; } = IPAddress.None;

    public IPAddress ClientAddress { get; private set; } = IPAddress.None;

    /// <summary>Two random bytes a subnet: 10.128.0.0/9 is the product's pool, so these lie in 10.64.0.0/10.</summary>
    public static IPNetwork RandomSubnet()
    {
        var bytes = RandomBytes(2);
        return new IPNetwork(new IPAddress([10, (byte)(64 + (bytes[0] & 0x3F)), bytes[1], 0]), 25);
    }

    public static IPAddress Gateway(IPNetwork subnet) => At(subnet, 1);

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <returns>The network's name.</returns>
    public async Task<string> AddNetworkAsync(IPNetwork subnet, CancellationToken ct)
    {
        var name = $"{_name}-{_networks.Count}";
        _networks.Add(name);
        await HostTool.RunAsync(ct, "docker", "network", "create", "--label", _name, "--subnet", $"{subnet}", name);
        return name;
    }

    /// <returns>The container's name.</returns>
    public async Task<string> RunAsync(string network, string name, string script, CancellationToken ct, params string[] options)
    {
        var container = $"{_name}-{name}";
        _containers.Add(container);
        await HostTool.RunAsync(ct, ["docker", "run", "-d", "--init", "--pull", "never", "--label", _name, "--name", container,
            "--hostname", name, "--network", network, .. options, Image, "sh", "-c", script]);
        return container;
    }

    /// <summary>A web server whose /cgi-bin/who says its own hostname and the client's address.</summary>
    /// <returns>Its address.</returns>
    public async Task<IPAddress> RunWebAsync(string network, string name, CancellationToken ct, params string[] options)
    {
        var container = await RunAsync(
            network,
            name,
            $"mkdir -p /www/cgi-bin && printf '{WhoScript}' > /www/cgi-bin/who && chmod +x /www/cgi-bin/who && exec httpd -f -p 0.0.0.0:80 -h /www",
            ct,
            options);
        var address = await AddressOfAsync(container, network, ct);
        await Eventually.HoldsAsync(
            async () => (await GetFromHostAsync($"http://{address}/cgi-bin/who", ct)).StartsWith(name, StringComparison.Ordinal),
            $"{name} answers on {address}",
            ct);
        return address;
    }

    public static async Task<IPAddress> AddressOfAsync(string container, string network, CancellationToken ct) =>
        IPAddress.Parse(await HostTool.RunAsync(ct, "docker", "inspect", "-f",
            $"{{{{(index .NetworkSettings.Networks \"{network}\").IPAddress}}}}", container));

    public async Task AddClientAsync(CancellationToken ct)
    {
        var subnet = RandomSubnet();
        (HostAddress, ClientAddress) = (At(subnet, 1), At(subnet, 2));
        var (hostEnd, clientEnd) = ($"gl{_name[^8..]}h", $"gl{_name[^8..]}c");
        _hasClient = true;
        await HostTool.RunAsync(ct, "ip", "netns", "add", _name);
        await HostTool.RunAsync(ct, "ip", "link", "add", hostEnd, "type", "veth", "peer", "name", clientEnd, "netns", _name);
        await HostTool.RunAsync(ct, "ip", "addr", "add", $"{HostAddress}/25", "dev", hostEnd);
        await HostTool.RunAsync(ct, "ip", "link", "set", hostEnd, "up");
        await HostTool.RunAsync(ct, "ip", "-n", _name, "addr", "add", $"{ClientAddress}/25", "dev", clientEnd);
        await HostTool.RunAsync(ct, "ip", "-n", _name, "link", "set", clientEnd, "up");
        await HostTool.RunAsync(ct, "ip", "-n", _name, "link", "set", "lo", "up");
    }

    public static Task<string> GetFromHostAsync(string url, CancellationToken ct) =>
        GetAsync(url, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), ct);

    public Task<string> GetFromClientAsync(string url, CancellationToken ct) =>
        GetAsync(url, () => NetworkNamespace.Open($"/run/netns/{_name}", SocketType.Stream, ProtocolType.Tcp), ct);

    public static async Task<string> GetFromContainerAsync(string container, string url, CancellationToken ct)
    {
        // Not "wget -T": Debian's busybox-static dies of it.
        var run = await HostTool.TryRunAsync(ct, "docker", "exec", container, "timeout", "3", "wget", "-qO-", url);
        return run.ExitCode == 0 ? run.Output.Trim() : run.Errors.Trim();
    }

    public string ContainerName(string name) => $"{_name}-{name}";

    public async ValueTask DisposeAsync()
    {
        // Not the test's token: it may be cancelled, and this must happen all the same.
        var ct = CancellationToken.None;
        if (_containers.Count > 0)
            await HostTool.TryRunAsync(ct, ["docker", "rm", "-f", "-v", .. _containers]);
        if (_networks.Count > 0)
            await HostTool.TryRunAsync(ct, ["docker", "network", "rm", .. _networks]);
        if (_hasClient)
            await HostTool.TryRunAsync(ct, "ip", "netns", "del", _name);
    }

    /// <returns>The body, or the kind of error; every call is a new connection.</returns>
    private static async Task<string> GetAsync(string url, Func<Socket> open, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            ConnectCallback = async (context, connectCt) =>
            {
                var socket = open();
                await socket.ConnectAsync(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port, connectCt);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler);
        try
        {
            return (await http.GetStringAsync(url, ct)).Trim();
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is SocketException inner ? inner.SocketErrorCode.ToString() : e.Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "timed out";
        }
    }

    private static IPAddress At(IPNetwork subnet, byte number)
    {
        var bytes = subnet.BaseAddress.GetAddressBytes();
        bytes[3] += number;
        return new IPAddress(bytes);
    }

    private static byte[] RandomBytes(int count) => System.Security.Cryptography.RandomNumberGenerator.GetBytes(count);
}
