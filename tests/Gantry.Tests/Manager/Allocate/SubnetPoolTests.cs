using Gantry.Manager.Allocate;

namespace Gantry.Tests.Manager.Allocate;

public sealed class SubnetPoolTests
{
    [Theory]
    [InlineData(0, "10.128.0.0/25")]
    [InlineData(1, "10.128.64.0/25")]
    [InlineData(511, "10.255.192.0/25")]
    public void A_node_begins_at_its_own_part_of_the_pool(int nodeIndex, string subnet) =>
        Assert.Equal(new SubnetChoice.Free(subnet), new SubnetPool().Next(nodeIndex, "shop_default", []));

    [Fact]
    public void Gives_the_lowest_that_is_free()
    {
        string[] taken = ["10.128.0.0/25", "10.128.1.0/25", "10.128.64.0/25"];

        Assert.Equal(new SubnetChoice.Free("10.128.0.128/25"), new SubnetPool().Next(0, "shop_default", taken));
    }

    [Fact]
    public void Gives_128_networks_a_node_without_overlap_and_then_says_what_is_full()
    {
        var pool = new SubnetPool();
        var taken = new List<string>();
        for (var i = 0; i < 128; i++)
            taken.Add(Assert.IsType<SubnetChoice.Free>(pool.Next(3, "shop_default", taken)).Subnet);

        Assert.Equal(128, taken.Distinct().Count());
        Assert.Equal("10.128.255.128/25", taken[^1]);
        var exhausted = Assert.IsType<SubnetChoice.Exhausted>(pool.Next(3, "shop_default", taken));
        Assert.Equal(
            "No address range is free for network 'shop_default': 10.128.192.0/18 has 128 of /25, 128 used and 0 overlapped by ranges "
            + "that others use. Remove a network, or give another pool: 'gantry cluster update --address-pool'.",
            exhausted.Reason);
    }

    [Fact]
    public void A_node_beyond_the_pool_is_told_how_many_it_has_room_for()
    {
        var exhausted = Assert.IsType<SubnetChoice.Exhausted>(new SubnetPool().Next(512, "shop_default", []));

        Assert.Contains("has room for 512 nodes of /18 each", exhausted.Reason, StringComparison.Ordinal);
        Assert.Contains("number 513", exhausted.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.128.0.0/24", "10.128.1.0/25")]
    [InlineData("10.128.0.64/26", "10.128.0.128/25")]
    [InlineData("10.128.0.5/25", "10.128.0.128/25")]
    [InlineData("10.0.0.0/8", null)]
    [InlineData("0.0.0.0/0", null)]
    [InlineData("192.168.0.0/16", "10.128.0.0/25")]
    [InlineData("fd00::/8", "10.128.0.0/25")]
    public void Ranges_that_others_use_are_never_given(string foreign, string? subnet)
    {
        var choice = new SubnetPool(foreign: [foreign]).Next(0, "shop_default", []);

        Assert.Equal(subnet, (choice as SubnetChoice.Free)?.Subnet);
    }

    [Fact]
    public void A_range_that_a_file_took_inside_the_pool_is_passed_over() =>
        Assert.Equal(
            new SubnetChoice.Free("10.128.4.0/25"),
            new SubnetPool().Next(0, "shop_default", ["10.128.0.0/22"]));

    [Fact]
    public void Usage_counts_used_and_blocked_and_free()
    {
        var usage = new SubnetPool(foreign: ["10.128.2.0/24"]).Usage(0, ["10.128.0.0/25", "10.128.5.0/24", "10.200.0.0/24"]);

        Assert.Equal(new SubnetUsage("10.128.0.0/18", Used: 3, Blocked: 2, Total: 128), usage);
        Assert.Equal(123, usage.Free);
    }

    [Fact]
    public void The_pool_can_be_another()
    {
        var pool = new SubnetPool("172.20.0.0/16", nodePrefix: 20, networkPrefix: 24);

        Assert.Equal((16, 16), (pool.MostNodes, pool.SubnetsPerNode));
        Assert.Equal(new SubnetChoice.Free("172.20.32.0/24"), pool.Next(2, "shop_default", []));
    }

    [Theory]
    [InlineData("10.128.0.0/9", 8, 25)]
    [InlineData("10.128.0.0/9", 18, 17)]
    [InlineData("10.128.0.0/9", 18, 30)]
    [InlineData("10.128.0.1/9", 18, 25)]
    [InlineData("fd00::/48", 56, 64)]
    [InlineData("nonsense", 18, 25)]
    public void A_pool_that_cannot_be_cut_is_refused_at_once(string pool, int nodePrefix, int networkPrefix) =>
        Assert.Contains(pool, Assert.Throws<FormatException>(() => new SubnetPool(pool, nodePrefix, networkPrefix)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("172.30.0.0/24", null)]
    [InlineData("10.128.0.0/24", "Subnet 10.128.0.0/24 overlaps 10.128.0.128/25, which another network has. Choose another.")]
    [InlineData("192.168.4.0/24", "Subnet 192.168.4.0/24 overlaps 192.168.0.0/16, which others use. Choose another.")]
    [InlineData("172.30.0.1/24", "'172.30.0.1/24' is not an IPv4 network. Write it as 172.30.0.0/24, with no bit set behind the prefix.")]
    public void A_subnet_from_a_file_is_checked(string subnet, string? reason) =>
        Assert.Equal(reason, new SubnetPool(foreign: ["192.168.0.0/16"]).Refuse(subnet, ["10.128.0.128/25"]));
}
