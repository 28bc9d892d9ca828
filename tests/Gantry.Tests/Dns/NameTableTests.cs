using System.Net;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

public sealed class NameTableTests
{
    private static readonly IPAddress InShop = IPAddress.Parse("10.1.0.9");
    private static readonly IPAddress InBlog = IPAddress.Parse("10.2.0.9");
    private static readonly IPAddress InBoth = IPAddress.Parse("10.1.0.20");

    /// <summary>Stack shop on 10.1.0.0/25 (web with two replicas, an alias; db with none), stack blog on 10.2.0.0/25,
    /// and a container of shop on both.</summary>
    internal static NameTable Shop() => new(
        [
            new NamedNetwork("shop_default", IPNetwork.Parse("10.1.0.0/25"),
            [
                new NamedService("shop", "web", ["WWW"], [Replica("1", "10.1.0.2"), Replica("2", "10.1.0.3")]),
                new NamedService("shop", "db", [], []),
            ]),
            new NamedNetwork("blog_default", IPNetwork.Parse("10.2.0.0/25"),
            [
                new NamedService("blog", "web", [], [Replica("1", "10.2.0.2")]),
                new NamedService("blog", "db", [], [Replica("1", "10.2.0.3")]),
                new NamedService("blog", "cache", [], [Replica("1", "10.2.0.4")]),
            ]),
        ],
        [new Asker([InBoth, IPAddress.Parse("10.2.0.20")], ["shop_default", "blog_default", "unknown"])]);

    [Theory]
    [InlineData("web", "10.1.0.2,10.1.0.3")]
    [InlineData("WEB", "10.1.0.2,10.1.0.3")]
    [InlineData("www", "10.1.0.2,10.1.0.3")]
    [InlineData("tasks.web", "10.1.0.2,10.1.0.3")]
    [InlineData("tasks.www", "10.1.0.2,10.1.0.3")]
    [InlineData("web.2", "10.1.0.3")]
    [InlineData("shop_web", "10.1.0.2,10.1.0.3")]
    [InlineData("shop_web.1", "10.1.0.2")]
    [InlineData("tasks.shop_web", "10.1.0.2,10.1.0.3")]
    [InlineData("db", "")]
    public void A_container_finds_every_name_of_its_network(string name, string addresses) =>
        Assert.Equal(addresses, Find(InShop, name));

    [Theory]
    [InlineData("cache")]
    [InlineData("blog_web")]
    [InlineData("web.3")]
    [InlineData("tasks.cache")]
    [InlineData("")]
    public void A_container_does_not_see_the_names_of_other_networks(string name) =>
        Assert.Null(Find(InShop, name));

    [Fact]
    public void The_same_name_means_another_service_in_another_network() =>
        Assert.Equal("10.2.0.2", Find(InBlog, "web"));

    [Theory]
    [InlineData("web", "10.1.0.2,10.1.0.3")]
    [InlineData("db", "10.2.0.3")]
    [InlineData("cache", "10.2.0.4")]
    public void A_container_on_two_networks_gets_the_first_network_that_has_an_address(string name, string addresses)
    {
        Assert.Equal(addresses, Find(InBoth, name));
        Assert.Equal(addresses, Find(IPAddress.Parse("10.2.0.20"), name));
    }

    [Theory]
    [InlineData("shop_web", "10.1.0.2,10.1.0.3")]
    [InlineData("blog_web", "10.2.0.2")]
    [InlineData("blog_web.1", "10.2.0.2")]
    [InlineData("web", null)]
    [InlineData("www", null)]
    public void The_host_finds_full_names_alone(string name, string? addresses) =>
        Assert.Equal(addresses, Find(IPAddress.Loopback, name));

    [Fact]
    public void Who_is_on_no_network_sees_nothing() =>
        Assert.Null(Shop().ViewOf(IPAddress.Parse("10.3.0.1")));

    [Fact]
    public void Two_services_with_one_alias_share_it()
    {
        var table = new NameTable(
            [
                new NamedNetwork("n", IPNetwork.Parse("10.1.0.0/25"),
                [
                    new NamedService("s", "a", ["pool"], [Replica("1", "10.1.0.2")]),
                    new NamedService("s", "b", ["pool"], [Replica("1", "10.1.0.3")]),
                ]),
            ],
            []);

        Assert.Equal("10.1.0.2,10.1.0.3", Text(table.ViewOf(InShop)!.Find("pool")));
    }

    [Fact]
    public void An_address_has_the_full_name_of_its_replica_for_its_own_network_alone()
    {
        var table = Shop();

        Assert.Equal("shop_web.2", table.ViewOf(InShop)!.NameOf(IPAddress.Parse("10.1.0.3")));
        Assert.Null(table.ViewOf(InShop)!.NameOf(IPAddress.Parse("10.2.0.2")));
    }

    [Fact]
    public void A_full_name_that_is_no_label_gives_way_to_the_short_one()
    {
        var stack = new string('s', 40);
        var service = new string('w', 40);
        var table = new NameTable(
            [
                new NamedNetwork("n", IPNetwork.Parse("10.1.0.0/25"),
                    [new NamedService(stack, service, [], [Replica("1", "10.1.0.2")])]),
            ],
            []);

        Assert.Equal($"{service}.1", table.ViewOf(InShop)!.NameOf(IPAddress.Parse("10.1.0.2")));
    }

    private static string? Find(IPAddress source, string name) => Text(Shop().ViewOf(source)!.Find(name));

    private static string? Text(IReadOnlyList<IPAddress>? addresses) =>
        addresses is null ? null : string.Join(',', addresses);

    private static NamedReplica Replica(string slot, string address) => new(slot, IPAddress.Parse(address));
}
