using System.Net;
using System.Net.Sockets;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Networking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.DockerTests.Networking;

/// <summary>Three web replicas on one network, a client container on another, a client machine behind a veth.</summary>
public sealed class PortRoutesTests : IAsyncLifetime
{
    private const int Replicas = 3;

    private readonly NetworkLab _lab = new();
    private readonly List<IPEndPoint> _backends = [];
    private readonly List<IPNetwork> _subnets = [NetworkLab.RandomSubnet(), NetworkLab.RandomSubnet()];
    private readonly int _port = NetworkLab.FreePort();
    private readonly PortRoutes _routes;

    public PortRoutesTests() => _routes = new PortRoutes(_lab.Suffix, NullLogger<PortRoutes>.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _lab.AddClientAsync(Ct);
        var network = await _lab.AddNetworkAsync(_subnets[0], Ct);
        var other = await _lab.AddNetworkAsync(_subnets[1], Ct);
        for (var i = 1; i <= Replicas; i++)
            _backends.Add(new IPEndPoint(await _lab.RunWebAsync(network, $"web{i}", Ct), 80));
        await _lab.RunAsync(other, "stranger", "sleep 600", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _routes.RemoveAllAsync(CancellationToken.None);
        await _lab.DisposeAsync();
    }

    [Fact]
    public async Task Every_replica_answers_in_turn_on_loopback_and_on_the_hosts_own_address()
    {
        await ApplyAsync(_backends);

        foreach (var address in (IPAddress[])[IPAddress.Loopback, _lab.HostAddress])
        {
            var answers = await AskAsync(url => NetworkLab.GetFromHostAsync(url, Ct), address, times: 2 * Replicas);
            AssertAllReplicas(answers, times: 2);
        }
    }

    [Fact]
    public async Task A_client_outside_reaches_every_replica_and_keeps_its_address()
    {
        await ApplyAsync(_backends);

        var answers = await AskAsync(url => _lab.GetFromClientAsync(url, Ct), _lab.HostAddress, times: Replicas);

        AssertAllReplicas(answers);
        Assert.All(answers, answer => Assert.EndsWith($" {_lab.ClientAddress}", answer, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stranger")]
    [InlineData("web1")]
    public async Task A_container_reaches_every_replica_itself_included_by_the_nodes_own_port(string container)
    {
        await ApplyAsync(_backends);

        foreach (var address in (IPAddress[])[_lab.HostAddress, NetworkLab.Gateway(_subnets[0])])
        {
            var answers = await AskAsync(
                url => NetworkLab.GetFromContainerAsync(_lab.ContainerName(container), url, Ct), address, times: Replicas);
            AssertAllReplicas(answers);
        }
    }

    [Fact]
    public async Task A_port_of_the_loopback_address_is_not_open_to_others()
    {
        await ApplyAsync(_backends, IPAddress.Loopback);

        var inside = await NetworkLab.GetFromHostAsync(Url(IPAddress.Loopback), Ct);
        var outside = await _lab.GetFromClientAsync(Url(_lab.HostAddress), Ct);
        var ownAddress = await NetworkLab.GetFromHostAsync(Url(_lab.HostAddress), Ct);

        Assert.StartsWith("web", inside, StringComparison.Ordinal);
        Assert.Contains("refused", outside, StringComparison.Ordinal);
        Assert.Contains("refused", ownAddress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_without_replicas_refuses_at_once_even_when_a_process_listens()
    {
        using var listener = new TcpListener(IPAddress.Any, _port);
        listener.Start();
        await ApplyAsync([]);

        var outside = await _lab.GetFromClientAsync(Url(_lab.HostAddress), Ct);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var error = await Assert.ThrowsAsync<SocketException>(
            () => socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), Ct).AsTask());

        Assert.Contains("refused", outside, StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Fact]
    public async Task Ports_stay_when_their_maker_is_gone_and_its_successor_can_take_them_over()
    {
        await ApplyAsync(_backends);
        var successor = new PortRoutes(_lab.Suffix, NullLogger<PortRoutes>.Instance);

        Assert.Equal(ApplyOutcome.Applied, await successor.ApplyAsync(Wanted(_backends), Ct));
        Assert.StartsWith("web", await _lab.GetFromClientAsync(Url(_lab.HostAddress), Ct), StringComparison.Ordinal);

        await successor.RemoveAllAsync(Ct);
        Assert.Contains("refused", await _lab.GetFromClientAsync(Url(_lab.HostAddress), Ct), StringComparison.Ordinal);
        var left = await HostTool.RunAsync(Ct, "nft", "list", "tables");
        Assert.DoesNotContain($"gantry_{_lab.Suffix}", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_set_does_nothing_and_a_rule_changed_by_hand_is_repaired()
    {
        await ApplyAsync(_backends);
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(_backends));

        await HostTool.RunAsync(Ct, "nft", "flush", "chain", "ip", $"gantry_{_lab.Suffix}", "ports");
        Assert.Equal(ApplyOutcome.Repaired, await ApplyAsync(_backends));

        await HostTool.RunAsync(Ct, "nft", "delete", "table", "ip", $"gantry_{_lab.Suffix}");
        Assert.Equal(ApplyOutcome.Repaired, await ApplyAsync(_backends));

        await HostTool.RunAsync(Ct, "iptables", "-w", "-D", "DOCKER-USER", "-m", "connmark", "--mark",
            "0x10000000/0x10000000", "-m", "comment", "--comment", $"gantry_{_lab.Suffix}", "-j", "ACCEPT");
        Assert.Equal(ApplyOutcome.Repaired, await ApplyAsync(_backends));

        Assert.StartsWith("web", await _lab.GetFromClientAsync(Url(_lab.HostAddress), Ct), StringComparison.Ordinal);
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(_backends));
    }

    [Fact]
    public async Task Tables_of_others_are_not_touched()
    {
        var foreign = $"foreign_{_lab.Suffix}";
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

    private Task<ApplyOutcome> ApplyAsync(IReadOnlyList<IPEndPoint> backends, IPAddress? hostIp = null) =>
        _routes.ApplyAsync(Wanted(backends, hostIp), Ct);

    private PortRouteSet Wanted(IReadOnlyList<IPEndPoint> backends, IPAddress? hostIp = null) =>
        new([new PortRoute(hostIp, _port, PortProtocol.Tcp, backends)], _subnets);

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
