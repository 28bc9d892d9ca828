using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>
/// All names that this node's DNS answers, and who may see which. Immutable: a change is a new table, swapped in by one
/// write to <see cref="DnsServer.Names"/>.
/// </summary>
internal sealed class NameTable
{
    private readonly List<(IPNetwork Subnet, NameView View)> _subnets = [];
    private readonly Dictionary<IPAddress, NameView> _askers = [];
    private readonly NameView _host;

    /// <param name="askers">Containers of this node that are on two networks or more, or have DNS servers of their own; any
    /// other is known by its subnet. Networks that are not in <paramref name="networks"/> are passed over.</param>
    public NameTable(IReadOnlyList<NamedNetwork> networks, IReadOnlyList<Asker> askers)
    {
        var names = networks.ToDictionary(n => n.Id, n => new NetworkNames(n));
        foreach (var network in networks)
            _subnets.Add((network.Subnet, NameView.Of([names[network.Id]])));

        foreach (var asker in askers)
        {
            var view = NameView.Of([.. asker.Networks.Where(names.ContainsKey).Select(id => names[id])], asker.Servers);
            foreach (var address in asker.Addresses)
                _askers[address] = view;
        }

        _host = NameView.OfHost([.. networks.Select(n => names[n.Id])]);
    }

    public static NameTable Empty { get; } = new([], []);

    /// <returns>Null for a stranger: an address that is neither in a known subnet nor loopback.</returns>
    public NameView? ViewOf(IPAddress source)
    {
        if (_askers.TryGetValue(source, out var asker))
            return asker;
        if (IPAddress.IsLoopback(source))
            return _host;

        foreach (var (subnet, view) in _subnets)
        {
            if (subnet.Contains(source))
                return view;
        }

        return null;
    }

    /// <summary>Whether an address is one of the cluster's, visible or not: questions about it never leave the node.</summary>
    public bool Owns(IPAddress address) =>
        _host.NameOf(address) is not null || _subnets.Any(s => s.Subnet.Contains(address));
}
