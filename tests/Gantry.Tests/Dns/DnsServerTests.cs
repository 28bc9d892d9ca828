using System.Net;
using System.Net.Sockets;
using Gantry.Worker.Dns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Dns;

/// <summary>The whole server on loopback sockets. A network whose subnet is a part of 127.0.0.0/8 stands for a bridge.</summary>
public sealed class DnsServerTests : IAsyncDisposable
{
    private static readonly IPAddress Container = IPAddress.Parse("127.9.0.9");

    private readonly FakeUpstream _upstream = FakeUpstream.Knowing("192.0.2.1");
    private readonly DnsServer _server;

    public DnsServerTests() => _server = NewServer(new IPEndPoint(IPAddress.Loopback, 0));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        _server.Dispose();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_container_gets_names_from_the_table_and_the_rest_from_upstream()
    {
        var gateway = await StartAsync();

        var known = await AskUdpAsync(gateway, DnsPackets.Question("web"));
        var forwarded = await AskUdpAsync(gateway, DnsPackets.Question("example.com", id: 77));
        var unknown = await AskUdpAsync(gateway, DnsPackets.Question("nothing"));

        Assert.Equal(["127.9.0.2", "127.9.0.3"], known.Answers.Order(StringComparer.Ordinal));
        Assert.Equal(["192.0.2.1"], forwarded.Answers);
        Assert.Equal(77, forwarded.Id);
        Assert.Equal(ResponseCode.NameError, unknown.Code);
        Assert.Equal(1, _upstream.Asked);
        Assert.Equal((3, 2, 1), (_server.Counters.Queries, _server.Counters.Answered, _server.Counters.Forwarded));
    }

    [Fact]
    public async Task A_container_with_servers_of_its_own_gets_from_them_what_is_not_in_the_table()
    {
        await using var first = new FakeUpstream((_, _) => []);
        await using var second = FakeUpstream.Knowing("192.0.2.2");
        var gateway = await StartAsync(first.EndPoint, second.EndPoint);

        var known = await AskUdpAsync(gateway, DnsPackets.Question("web"));
        var forwarded = await AskUdpAsync(gateway, DnsPackets.Question("example.com"));
        var again = await AskUdpAsync(gateway, DnsPackets.Question("example.com"));

        Assert.Equal(2, known.Answers.Count);
        Assert.Equal(["192.0.2.2", "192.0.2.2"], forwarded.Answers.Concat(again.Answers));
        Assert.Equal((2, 2, 0), (first.Asked, second.Asked, _upstream.Asked));
    }

    [Fact]
    public async Task Both_replicas_come_first_about_equally_often_even_for_a_client_that_asks_in_pairs()
    {
        var gateway = await StartAsync();
        var firsts = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            firsts.Add((await AskUdpAsync(gateway, DnsPackets.Question("web"))).Answers[0]);
            await AskUdpAsync(gateway, DnsPackets.Question("web", RecordType.Aaaa));
        }

        Assert.InRange(firsts.Count(first => first == "127.9.0.2"), 30, 70);
    }

    [Fact]
    public async Task TCP_answers_several_questions_on_one_connection()
    {
        var gateway = await StartAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(Container, 0));
        await socket.ConnectAsync(gateway, Ct);
        await using var stream = new NetworkStream(socket);

        foreach (var (name, expected) in (IEnumerable<(string, int)>)[("web", 2), ("example.com", 1), ("web.1", 1)])
        {
            await TcpFrame.WriteAsync(stream, DnsPackets.Question(name), Ct);
            var reply = await TcpFrame.ReadAsync(stream, Ct);
            Assert.Equal(expected, DnsPackets.ReadReply(reply).Answers.Count);
        }
    }

    [Fact]
    public async Task A_client_may_open_sixteen_connections()
    {
        var gateway = await StartAsync();
        var open = new List<Socket>();
        for (var i = 0; i < 17; i++)
        {
            open.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            await open[i].ConnectAsync(gateway, Ct);
        }

        Assert.Equal(0, await open[16].ReceiveAsync(new byte[1], SocketFlags.None, Ct));
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_new_table_answers_from_the_next_question_on()
    {
        var gateway = await StartAsync();

        _server.Names = NameTable.Empty;

        var reply = await AskUdpAsync(gateway, DnsPackets.Question("web"));
        Assert.Equal(ResponseCode.NameError, reply.Code);
    }

    [Fact]
    public async Task Addresses_that_leave_the_set_are_closed_and_others_stay_open()
    {
        var gateway = await StartAsync();
        var port = NewPort();
        var second = new IPEndPoint(IPAddress.Parse("127.9.0.100"), port);
        _server.Listen(new HashSet<IPEndPoint> { second });
        await UntilAsync(() => _server.Bound.Contains(second) && _server.Bound.Count == 2);

        using var free = DnsSocket.Bind(gateway);
        Assert.Equal(2, (await AskUdpAsync(second, DnsPackets.Question("web"))).Answers.Count);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_yet_can_be_listened_on()
    {
        await StartAsync();
        var notYet = new IPEndPoint(IPAddress.Parse("192.0.2.77"), NewPort());

        _server.Listen(new HashSet<IPEndPoint> { notYet });

        await UntilAsync(() => _server.Bound.Contains(notYet));
        Assert.Empty(_server.Problems);
    }

    [Fact]
    public async Task A_taken_address_is_a_problem_that_ends_when_the_holder_goes()
    {
        await StartAsync();
        var holder = DnsSocket.Bind(new IPEndPoint(IPAddress.Parse("127.9.0.101"), 0));
        var taken = (IPEndPoint)holder.Udp.LocalEndPoint!;

        _server.Listen(new HashSet<IPEndPoint> { taken });
        await UntilAsync(() => _server.Problems.ContainsKey(taken));
        Assert.Contains("already in use", _server.Problems[taken], StringComparison.Ordinal);

        holder.Dispose();
        await UntilAsync(() => _server.Bound.Contains(taken) && _server.Problems.Count == 0);
    }

    [Fact]
    public async Task A_restarted_server_is_bound_at_once_although_connections_linger()
    {
        var gateway = await StartAsync();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(gateway, Ct);
        await using var stream = new NetworkStream(client);
        await TcpFrame.WriteAsync(stream, DnsPackets.Question("web"), Ct);
        await TcpFrame.ReadAsync(stream, Ct);

        await _server.StopAsync(Ct);
        using var next = NewServer(gateway);
        await next.StartAsync(Ct);
        await UntilAsync(() => next.Bound.Count > 0 || next.Problems.Count > 0);

        Assert.Empty(next.Problems);
        await next.StopAsync(Ct);
    }

    private DnsServer NewServer(IPEndPoint loopback) =>
        new(new DnsSettings(loopback, "/dev/null"), () => [_upstream.EndPoint], TimeProvider.System, new Random(4), NullLogger<DnsServer>.Instance);

    /// <returns>The "gateway address".</returns>
    private async Task<IPEndPoint> StartAsync(params IPEndPoint[] own)
    {
        var web = new NamedService("shop", "web", [],
            [new NamedReplica("1", IPAddress.Parse("127.9.0.2")), new NamedReplica("2", IPAddress.Parse("127.9.0.3"))]);
        _server.Names = new NameTable(
            [new NamedNetwork("shop_default", IPNetwork.Parse("127.9.0.0/25"), [web])],
            [new Asker([Container, IPAddress.Loopback], ["shop_default"]) { Servers = own }]);
        var gateway = new IPEndPoint(IPAddress.Parse("127.9.0.1"), NewPort());
        _server.Listen(new HashSet<IPEndPoint> { gateway });
        await _server.StartAsync(Ct);
        await UntilAsync(() => _server.Bound.Contains(gateway));
        return gateway;
    }

    private static async Task<DnsReplyText> AskUdpAsync(IPEndPoint server, byte[] question)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(Container, 0));
        await socket.ConnectAsync(server, Ct);
        await socket.SendAsync(question, SocketFlags.None, Ct);
        var buffer = new byte[4096];
        var length = await socket.ReceiveAsync(buffer, SocketFlags.None, Ct);
        return DnsPackets.ReadReply(buffer.AsSpan(0, length));
    }

    private static int NewPort()
    {
        using var socket = DnsSocket.Bind(new IPEndPoint(IPAddress.Parse("127.9.0.1"), 0));
        return ((IPEndPoint)socket.Udp.LocalEndPoint!).Port;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "The server did not get there in 10 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }
    }
}
