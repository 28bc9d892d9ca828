using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>The names that one asker may see. Pure and immutable.</summary>
internal sealed class NameView
{
    private readonly IReadOnlyList<NetworkNames> _networks;
    private readonly bool _onlyFullNames;

    private NameView(IReadOnlyList<NetworkNames> networks, IReadOnlyList<IPEndPoint> servers, bool onlyFullNames)
    {
        _networks = networks;
        _onlyFullNames = onlyFullNames;
        Servers = servers;
    }

    /// <summary>Whom to ask for this asker what we do not know. Empty: the node's servers.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; }

    /// <summary>What a container on these networks sees.</summary>
    public static NameView Of(IReadOnlyList<NetworkNames> networks) => Of(networks, []);

    public static NameView Of(IReadOnlyList<NetworkNames> networks, IReadOnlyList<IPEndPoint> servers) => new(networks, servers, onlyFullNames: false);

    /// <summary>What the host itself sees: of every network, but full names alone, because a short one means a
    /// different service in every stack.</summary>
    public static NameView OfHost(IReadOnlyList<NetworkNames> networks) => new(networks, [], onlyFullNames: true);

    /// <returns>Null when this asker may not know the name; empty when the service has no replica in service.</returns>
    public IReadOnlyList<IPAddress>? Find(string name)
    {
        IReadOnlyList<IPAddress>? found = null;
        foreach (var network in _networks)
        {
            // The first network with an address answers alone: mixing networks would hand out the same replica twice.
            if (network.Find(name, _onlyFullNames) is { } addresses && (found is null || found.Count == 0))
                found = addresses;
        }

        return found;
    }

    /// <returns>The full name of the replica at this address, or null when it is none of this asker's networks.</returns>
    public string? NameOf(IPAddress address) =>
        _networks.Select(network => network.NameOf(address)).FirstOrDefault(name => name is not null);
}
