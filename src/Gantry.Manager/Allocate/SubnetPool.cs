using Gantry.Model.Nodes;

namespace Gantry.Manager.Allocate;

/// <summary>
/// Cuts one private range into a part for every node and these into a subnet for every network. Pure: what is taken
/// is stored with the networks and handed in.
/// </summary>
/// <remarks>
/// The default, 10.128.0.0/9 with a /18 a node and a /25 a network, has room for 512 nodes of 128 networks of 126
/// containers: engines left to their own pools run out after about 30 networks.
/// </remarks>
internal sealed class SubnetPool
{
    public const string DefaultPool = "10.128.0.0/9";
    public const int DefaultNodePrefix = 18;
    public const int DefaultNetworkPrefix = 25;

    // A smaller network has no room for a gateway and a container.
    private const int LongestNetworkPrefix = 29;

    private readonly AddressRange _pool;
    private readonly int _nodePrefix;
    private readonly int _networkPrefix;
    private readonly List<AddressRange> _foreign;

    /// <param name="foreign">Ranges that others use, for example routes of the hosts: never given, never accepted. Other than IPv4 is ignored.</param>
    /// <exception cref="FormatException">The pool is no IPv4 network, or the prefixes do not nest; the message says which.</exception>
    public SubnetPool(
        string pool = DefaultPool,
        int nodePrefix = DefaultNodePrefix,
        int networkPrefix = DefaultNetworkPrefix,
        IReadOnlyList<string>? foreign = null)
    {
        _pool = AddressRange.Parse(pool);
        if (nodePrefix < _pool.PrefixLength || networkPrefix < nodePrefix || networkPrefix > LongestNetworkPrefix)
        {
            throw new FormatException(
                $"Address pool {pool} cannot be cut into /{nodePrefix} a node and /{networkPrefix} a network: "
                + $"each must be at least as long as the one before, and none longer than /{LongestNetworkPrefix}.");
        }

        _nodePrefix = nodePrefix;
        _networkPrefix = networkPrefix;
        _foreign = RangesOf(foreign ?? []);
    }

    public int MostNodes => 1 << (_nodePrefix - _pool.PrefixLength);

    public int SubnetsPerNode => 1 << (_networkPrefix - _nodePrefix);

    /// <param name="nodeIndex"><c>Node.Index</c>.</param>
    /// <param name="taken">All subnets given on this node or written in files; ranges elsewhere do no harm.</param>
    /// <returns>The lowest free one.</returns>
    public SubnetChoice Next(int nodeIndex, string network, IReadOnlyList<string> taken)
    {
        if (nodeIndex < 0 || nodeIndex >= MostNodes)
        {
            return new SubnetChoice.Exhausted(
                $"No address range is free for network '{network}': address pool {_pool} has room for {MostNodes} nodes of /{_nodePrefix} each, "
                + $"and its node is number {nodeIndex + 1}. Give a larger pool: 'gantry cluster update --address-pool'.");
        }

        var ranges = RangesOf(taken);
        for (var i = 0; i < SubnetsPerNode; i++)
        {
            var subnet = SubnetAt(nodeIndex, i);
            if (!ranges.Exists(subnet.Overlaps) && !_foreign.Exists(subnet.Overlaps))
                return new SubnetChoice.Free(subnet.ToString());
        }

        var usage = Usage(nodeIndex, taken);
        return new SubnetChoice.Exhausted(
            $"No address range is free for network '{network}': {usage.Range} has {usage.Total} of /{_networkPrefix}, {usage.Used} used "
            + $"and {usage.Blocked} overlapped by ranges that others use. Remove a network, or give another pool: 'gantry cluster update --address-pool'.");
    }

    /// <exception cref="ArgumentOutOfRangeException">The pool has no part for this node.</exception>
    public SubnetUsage Usage(int nodeIndex, IReadOnlyList<string> taken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodeIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(nodeIndex, MostNodes);
        var ranges = RangesOf(taken);
        var (used, blocked) = (0, 0);
        for (var i = 0; i < SubnetsPerNode; i++)
        {
            var subnet = SubnetAt(nodeIndex, i);
            if (ranges.Exists(subnet.Overlaps))
                used++;
            else if (_foreign.Exists(subnet.Overlaps))
                blocked++;
        }

        return new SubnetUsage(RangeOf(nodeIndex).ToString(), used, blocked, SubnetsPerNode);
    }

    /// <summary>Whether a subnet lies in the node's part.</summary>
    public bool IsPartOf(int nodeIndex, string subnet) =>
        nodeIndex >= 0 && nodeIndex < MostNodes && AddressRange.TryParse(subnet, out var range) && RangeOf(nodeIndex) is var part && part.First <= range.First && range.Last <= part.Last;

    /// <summary>Whether a subnet that a file asks for may be used on a node.</summary>
    /// <returns>Why not, for people; null when it may.</returns>
    public string? Refuse(string subnet, IReadOnlyList<string> taken)
    {
        if (!AddressRange.TryParseExact(subnet, out var range))
            return $"'{subnet}' is not an IPv4 network. Write it as 172.30.0.0/24, with no bit set behind the prefix.";
        if (_foreign.FindIndex(range.Overlaps) is >= 0 and var foreign)
            return $"Subnet {range} overlaps {_foreign[foreign]}, which others use. Choose another.";

        var ranges = RangesOf(taken);
        return ranges.FindIndex(range.Overlaps) is >= 0 and var used
            ? $"Subnet {range} overlaps {ranges[used]}, which another network has. Choose another."
            : null;
    }

    /// <summary>Whether a pool can be the cluster's.</summary>
    /// <returns>Why not, for people; null when it can.</returns>
    public static string? RefusePool(string pool, IEnumerable<Node> nodes)
    {
        if (!AddressRange.TryParseExact(pool, out var range))
            return $"'{pool}' is not an IPv4 network. Write it as {DefaultPool}, with no bit set behind the prefix.";
        if (range.PrefixLength > DefaultNodePrefix)
            return $"Address pool {pool} is too small: each node gets a /{DefaultNodePrefix} of it. Write a prefix of at most {DefaultNodePrefix}.";
        var (room, highest) = (new SubnetPool(pool).MostNodes, nodes.Select(n => n.Index + 1).DefaultIfEmpty(0).Max());
        return room >= highest
            ? null
            : $"Address pool {pool} has room for {room} nodes of /{DefaultNodePrefix} each, and this cluster has one of number {highest}. Write a larger pool.";
    }

    private static List<AddressRange> RangesOf(IReadOnlyList<string> cidrs)
    {
        var ranges = new List<AddressRange>(cidrs.Count);
        foreach (var cidr in cidrs)
        {
            if (AddressRange.TryParse(cidr, out var range))
                ranges.Add(range);
        }

        return ranges;
    }

    private AddressRange RangeOf(int nodeIndex) =>
        new(_pool.First + ((uint)nodeIndex << (32 - _nodePrefix)), _nodePrefix);

    private AddressRange SubnetAt(int nodeIndex, int index) =>
        new(RangeOf(nodeIndex).First + ((uint)index << (32 - _networkPrefix)), _networkPrefix);
}
