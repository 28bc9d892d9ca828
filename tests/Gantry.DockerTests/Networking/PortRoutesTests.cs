using System.Net;
using System.Net.Sockets;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Networking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.DockerTests.Networking;

public sealed class PortRoutesTests(WebReplicas web) : IClassFixture<WebReplicas>, IAsyncDisposable
{
    private const int Replicas = WebReplicas.Count;

    private readonly List<IPEndPoint> _backends = web.Backends;
    private readonly List<IPNetwork> _subnets = web.Subnets;
    private readonly int _port = NetworkLab.FreePort();
    private readonly PortRoutes _routes = new(web.Lab.Suffix, NullLogger<PortRoutes>.Instance);

    private NetworkLab Lab => web.Lab;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync() => await _routes.RemoveAllAsync(CancellationToken.None);

    [Fact]
    public async Task Every_replica_answers_in_turn_on_loopback_and_on_the_hosts_own_address()
    {
        await ApplyAsync(_backends);

        foreach (var address in (IPAddress[])[IPAddress.Loopback, Lab.HostAddress])
        {
            var answers = await AskAsync(url => NetworkLab.GetFromHostAsync(url, Ct), address, times: 2 * Replicas);
            AssertAllReplicas(answers, times: 2);
        }
    }

    [Fact]
    public async Task A_client_outside_reaches_every_replica_and_keeps_its_address()
    {
        await ApplyAsync(_backends);

        var answers = await AskAsync(url => Lab.GetFromClientAsync(url, Ct), Lab.HostAddress, times: Replicas);

        AssertAllReplicas(answers);
        Assert.All(answers, answer => Assert.EndsWith($" {Lab.ClientAddress}", answer, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stranger")]
    [InlineData("web1")]
    public async Task A_container_reaches_every_replica_itself_included_by_the_nodes_own_port(string container)
    {
        await ApplyAsync(_backends);

        foreach (var address in (IPAddress[])[Lab.HostAddress, NetworkLab.Gateway(_subnets[0])])
        {
            var answers = await AskAsync(
                url => NetworkLab.GetFromContainerAsync(Lab.ContainerName(container), url, Ct), address, times: Replicas);
            AssertAllReplicas(answers);
        }
    }

    [Fact]
    public async Task A_port_of_the_loopback_address_is_not_open_to_others()
    {
        await ApplyAsync(_backends, IPAddress.Loopback);

        var inside = await NetworkLab.GetFromHostAsync(Url(IPAddress.Loopback), Ct);
        var outside = await Lab.GetFromClientAsync(Url(Lab.HostAddress), Ct);
        var ownAddress = await NetworkLab.GetFromHostAsync(Url(Lab.HostAddress), Ct);

        Assert.StartsWith("web", inside, StringComparison.Ordinal);
        Assert.Equal("ConnectionRefused", outside);
        Assert.Equal("ConnectionRefused", ownAddress);
    }

    [Fact]
    public async Task A_port_without_replicas_refuses_at_once_even_when_a_process_listens()
    {
        using var listener = new TcpListener(IPAddress.Any, _port);
        listener.Start();
        await ApplyAsync([]);

        var outside = await Lab.GetFromClientAsync(Url(Lab.HostAddress), Ct);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var error = await Assert.ThrowsAsync<SocketException>(
            () => socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), Ct).AsTask());

        Assert.Equal("ConnectionRefused", outside);
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Fact]
    public async Task Ports_stay_when_their_maker_is_gone_and_its_successor_can_take_them_over()
    {
        await ApplyAsync(_backends);
        var successor = new PortRoutes(Lab.Suffix, NullLogger<PortRoutes>.Instance);

        Assert.Equal(ApplyOutcome.Applied, await successor.ApplyAsync(Wanted(_backends), Ct));
        Assert.StartsWith("web", await Lab.GetFromClientAsync(Url(Lab.HostAddress), Ct), StringComparison.Ordinal);

        await successor.RemoveAllAsync(Ct);
        Assert.Equal("ConnectionRefused", await Lab.GetFromClientAsync(Url(Lab.HostAddress), Ct));
        var left = await HostTool.RunAsync(Ct, "nft", "list", "tables");
        Assert.DoesNotContain($"gantry_{Lab.Suffix}", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_set_does_nothing_and_a_rule_changed_by_hand_is_repaired()
    {
        await ApplyAsync(_backends);
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(_backends));

        await HostTool.RunAsync(Ct, "nft", "flush", "chain", "ip", $"gantry_{Lab.Suffix}", "ports");
        Assert.Equal(ApplyOutcome.Repaired, await ApplyAsync(_backends));

        await HostTool.RunAsync(Ct, "nft", "delete", "table", "ip", $"gantry_{Lab.Suffix}");
        Assert.Equal(ApplyOutcome.Repaired, await ApplyAsync(_backends));

        await HostTool.RunAsync(Ct, "iptables", "-w", "-D", "DOCKER-USER", "-m", "connmark", "--mark",
            "0x10000000/0x10000000", "-m", "comment", "--comment", $"gantry_{Lab.Suffix}", "-j", "ACCEPT");
        Assert.Equal(ApplyOutcome.Repaired, await ApplyAsync(_backends));

        Assert.StartsWith("web", await Lab.GetFromClientAsync(Url(Lab.HostAddress), Ct), StringComparison.Ordinal);
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(_backends));
    }

    [Fact]
    public async Task What_follows_a_change_is_routed_at_once_and_compared_later()
    {
        await ApplyAsync([_backends[0]]);

        await _routes.FollowAsync(Wanted(_backends, null), Ct);

        AssertAllReplicas(await AskAsync(url => Lab.GetFromClientAsync(url, Ct), Lab.HostAddress, times: Replicas));
        AssertAllReplicas(await AskAsync(
            url => NetworkLab.GetFromContainerAsync(Lab.ContainerName("web1"), url, Ct), Lab.HostAddress, times: Replicas));
        await HostTool.RunAsync(Ct, "nft", "flush", "chain", "ip", $"gantry_{Lab.Suffix}", "ports");
        await ApplyAsync(_backends);
        AssertAllReplicas(await AskAsync(url => Lab.GetFromClientAsync(url, Ct), Lab.HostAddress, times: Replicas));
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(_backends));
    }

    [Fact]
    public async Task A_process_that_knows_nothing_of_the_kernel_follows_too()
    {
        await _routes.FollowAsync(Wanted(_backends, null), Ct);

        AssertAllReplicas(await AskAsync(url => Lab.GetFromClientAsync(url, Ct), Lab.HostAddress, times: Replicas));
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(_backends));
    }

    [Fact]
    public async Task A_UDP_client_that_never_stops_follows_its_replicas()
    {
        await using var first = await UdpResponder.StartAsync(Lab.ContainerName("web1"), _backends[0].Address, "web1", Ct);
        await using var second = await UdpResponder.StartAsync(Lab.ContainerName("web2"), _backends[1].Address, "web2", Ct);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await client.ConnectAsync(new IPEndPoint(Lab.HostAddress, _port), Ct);

        // Nobody answers, and the kernel remembers that.
        await SendAsync(client);

        await PublishAsync(first.EndPoint);
        Assert.Equal("web1", await SendAsync(client));
        await PublishAsync(second.EndPoint);
        Assert.Equal("web2", await SendAsync(client));

        Task PublishAsync(IPEndPoint backend) => _routes.ApplyAsync(
            new PortRouteSet([new PortRoute(null, _port, PortProtocol.Udp, [backend])], _subnets), Ct);
    }

    [Fact]
    public async Task A_container_does_not_reach_what_listens_on_the_hosts_loopback()
    {
        await ApplyAsync(_backends);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var secret = ((IPEndPoint)listener.LocalEndpoint).Port;
        var stranger = Lab.ContainerName("stranger");
        var gateway = NetworkLab.Gateway(_subnets[1]);
        await HostTool.RunAsync(Ct, "docker", "exec", stranger, "sh", "-c",
            $"ip addr del 127.0.0.1/8 dev lo; ip route add 127.0.0.1 via {gateway}");
        var settings = await File.ReadAllTextAsync($"/proc/sys/net/ipv4/conf/{await BridgeAsync(gateway)}/route_localnet", Ct);
        Assert.Equal("1", settings.Trim());

        var answer = await NetworkLab.GetFromContainerAsync(stranger, $"http://127.0.0.1:{secret}/", Ct);

        Assert.False(listener.Pending(), $"A container reached the host's loopback: {answer}");
    }

    [Fact]
    public async Task Tables_of_others_are_not_touched()
    {
        var foreign = $"foreign_{Lab.Suffix}";
        await HostTool.RunAsync(Ct, "nft", $"add table ip {foreign}; add chain ip {foreign} c; add rule ip {foreign} c accept");
        try
        {
            var before = await HostTool.RunAsync(Ct, "nft", "-a", "list", "table", "ip", foreign);

            await ApplyAsync(_backends);
            await ApplyAsync([]);
            await _routes.RemoveAllAsync(Ct);

            Assert.Equal(before, await HostTool.RunAsync(Ct, "nft", "-a", "list", "table", "ip", foreign));
        }
        finally
        {
            await HostTool.TryRunAsync(CancellationToken.None, "nft", "delete", "table", "ip", foreign);
        }
    }

    [Fact]
    public async Task An_SCTP_port_is_in_the_kernels_rules_as_it_was_asked_for()
    {
        var route = new PortRoute(null, _port, PortProtocol.Sctp, [_backends[0]]);

        Assert.Equal(ApplyOutcome.Applied, await _routes.ApplyAsync(new PortRouteSet([route], _subnets), Ct));

        var rules = await HostTool.RunAsync(Ct, "nft", "list", "chain", "ip", $"gantry_{Lab.Suffix}", "ports");
        Assert.Contains($"sctp dport {_port} ", rules, StringComparison.Ordinal);
        Assert.Contains($"{_backends[0].Address} . {_backends[0].Port}", rules, StringComparison.Ordinal);
        Assert.Equal(ApplyOutcome.Unchanged, await _routes.ApplyAsync(new PortRouteSet([route], _subnets), Ct));
    }

    [Fact]
    public async Task A_network_changes_the_rules_once_it_is_made()
    {
        var bridge = $"gt-{Path.GetRandomFileName()[..8]}";
        var range = IPNetwork.Parse("10.197.77.0/24");
        var wanted = Wanted(_backends) with { ContainerSubnets = [.. _subnets, range] };
        await ApplyAsync(_backends);

        Assert.Equal(ApplyOutcome.Unchanged, await _routes.ApplyAsync(wanted, Ct));
        await HostTool.RunAsync(Ct, "ip", "link", "add", bridge, "type", "bridge");
        try
        {
            await HostTool.RunAsync(Ct, "ip", "addr", "add", "10.197.77.1/24", "dev", bridge);
            await HostTool.RunAsync(Ct, "ip", "link", "set", bridge, "up");

            await _routes.FollowAsync(wanted, Ct);

            var rules = await HostTool.RunAsync(Ct, "nft", "list", "table", "ip", $"gantry_{Lab.Suffix}");
            Assert.Contains($"{range}", rules, StringComparison.Ordinal);
            Assert.Contains(bridge, rules, StringComparison.Ordinal);
        }
        finally
        {
            await HostTool.RunAsync(CancellationToken.None, "ip", "link", "delete", bridge);
        }
    }

    private Task<ApplyOutcome> ApplyAsync(IReadOnlyList<IPEndPoint> backends, IPAddress? hostIp = null) =>
        _routes.ApplyAsync(Wanted(backends, hostIp), Ct);

    private PortRouteSet Wanted(IReadOnlyList<IPEndPoint> backends, IPAddress? hostIp = null) =>
        new([new PortRoute(hostIp, _port, PortProtocol.Tcp, backends)], _subnets);

    private static async Task<string> BridgeAsync(IPAddress gateway)
    {
        var line = await HostTool.RunAsync(Ct, "ip", "-br", "-4", "addr", "show", "to", $"{gateway}");
        return line.Split(' ')[0];
    }

    private static async Task<string> SendAsync(Socket client)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        timeout.CancelAfter(TimeSpan.FromSeconds(1));
        var buffer = new byte[100];
        try
        {
            await client.SendAsync("x"u8.ToArray(), SocketFlags.None, timeout.Token);
            var length = await client.ReceiveAsync(buffer, SocketFlags.None, timeout.Token);
            return System.Text.Encoding.ASCII.GetString(buffer, 0, length).Trim();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return e.Message;
        }
    }

    private string Url(IPAddress address) => $"http://{address}:{_port}/cgi-bin/who";

    private async Task<List<string>> AskAsync(Func<string, Task<string>> get, IPAddress address, int times)
    {
        var answers = new List<string>();
        for (var i = 0; i < times; i++)
            answers.Add(await get(Url(address)));
        return answers;
    }

    private static void AssertAllReplicas(IReadOnlyList<string> answers, int times = 1) =>
        Assert.Equal(
            [.. Enumerable.Range(1, Replicas).SelectMany(i => Enumerable.Repeat($"web{i}", times))],
            answers.Select(answer => answer.Split(' ')[0]).Order(StringComparer.Ordinal));
}
