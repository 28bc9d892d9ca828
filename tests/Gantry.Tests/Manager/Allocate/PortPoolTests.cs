using Gantry.Manager.Allocate;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Allocate;

public sealed class PortPoolTests
{
    [Fact]
    public void The_same_service_gets_the_same_port_every_time()
    {
        // A port that a user has noted must survive upgrades: this number may never change.
        Assert.Equal(32_331, Chosen(PortPool.Choose("shop_web", new PublishedPort(80), [])));
        Assert.Equal(32_331, Chosen(PortPool.Choose("shop_web", new PublishedPort(80), [])));
    }

    [Fact]
    public void A_port_is_taken_once_a_protocol_and_address()
    {
        var first = Chosen(PortPool.Choose("shop_web", new PublishedPort(80), []));
        PortClaim[] taken =
        [
            new("other", new PublishedPort(80, first, "udp")),
            new("other", new PublishedPort(80, first + 1, HostIp: "10.0.0.1")),
        ];

        Assert.Equal(first, Chosen(PortPool.Choose("shop_web", new PublishedPort(80), taken)));
        Assert.Equal(first + 2, Chosen(PortPool.Choose("shop_web", new PublishedPort(80), [.. taken, new("other", new PublishedPort(80, first))])));
    }

    [Fact]
    public void Goes_round_until_every_port_is_given_once_and_then_says_so()
    {
        var taken = new List<PortClaim>();
        for (var i = PortPool.First; i <= PortPool.Last; i++)
            taken.Add(new("shop_web", new PublishedPort(80, Chosen(PortPool.Choose("shop_web", new PublishedPort(80), taken)))));

        Assert.Equal(PortPool.Last - PortPool.First + 1, taken.Select(claim => claim.Port.Published).Distinct().Count());
        var exhausted = Assert.IsType<PortChoice.Exhausted>(PortPool.Choose("shop_web", new PublishedPort(80), taken));
        Assert.Equal(
            "No port is left for 80/tcp of service 'shop_web': all of 30000-32767 are published. "
            + "Write a published port outside that range, or remove one.",
            exhausted.Reason);
    }

    [Fact]
    public void Of_a_range_the_lowest_free_port_is_taken_until_none_is_left()
    {
        var port = new PublishedPort(80) { ChosenFrom = new PublishedRange(8000, 8002) };
        List<PortClaim> taken = [new("other", new PublishedPort(80, 8001)), new("other", new PublishedPort(80, 8000, "udp"))];

        Assert.Equal(8000, Chosen(PortPool.Choose("shop_web", port, taken)));
        taken.Add(new("shop_web", port with { Published = 8000 }));
        Assert.Equal(8002, Chosen(PortPool.Choose("shop_api", port, taken)));
        taken.Add(new("shop_api", port with { Published = 8002 }));
        Assert.StartsWith(
            "No port is left for 80/tcp of service 'shop_more': all of 8000-8002 are published.",
            Assert.IsType<PortChoice.Exhausted>(PortPool.Choose("shop_more", port, taken)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "tcp", PublishMode.Ingress, "Port 443/tcp is already published by service 'shop_web'. Choose another or remove it.")]
    [InlineData("10.0.0.1", null, "tcp", PublishMode.Ingress, "Port 443/tcp is already published by service 'shop_web' on 10.0.0.1. Choose another or remove it.")]
    [InlineData(null, "10.0.0.1", "tcp", PublishMode.Ingress, "Port 443/tcp is already published by service 'shop_web'. Choose another or remove it.")]
    [InlineData("0.0.0.0", "10.0.0.1", "tcp", PublishMode.Ingress, "Port 443/tcp is already published by service 'shop_web' on 0.0.0.0. Choose another or remove it.")]
    [InlineData(null, null, "tcp", PublishMode.Host, "Port 443/tcp is already published by service 'shop_web'. Choose another or remove it.")]
    [InlineData("10.0.0.1", "10.0.0.2", "tcp", PublishMode.Ingress, null)]
    [InlineData(null, null, "udp", PublishMode.Ingress, null)]
    public void Two_services_cannot_publish_the_same_port(string? owned, string? claimed, string protocol, PublishMode mode, string? reason)
    {
        var owner = new PortClaim("shop_web", new PublishedPort(443, 443, HostIp: owned));
        var claim = new PortClaim("blog_web", new PublishedPort(443, 443, protocol, mode, claimed));

        Assert.Equal(reason, PortPool.Conflict(claim, [owner, claim]));
    }

    [Fact]
    public void Ports_of_mode_host_meet_only_on_a_node_and_are_no_conflict_of_the_cluster()
    {
        var port = new PublishedPort(443, 443, Mode: PublishMode.Host);

        Assert.Null(PortPool.Conflict(new("blog_web", port), [new("shop_web", port)]));
    }

    [Fact]
    public void A_service_that_publishes_a_port_twice_is_told()
    {
        var claim = new PortClaim("shop_web", new PublishedPort(443, 443));

        Assert.Equal("Port 443/tcp is published twice by service 'shop_web'. Remove one.", PortPool.Conflict(claim, [claim, claim]));
        Assert.Null(PortPool.Conflict(claim, [claim]));
    }

    private static int Chosen(PortChoice choice) => Assert.IsType<PortChoice.Chosen>(choice).Published;
}
