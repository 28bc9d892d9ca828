using Gantry.Manager.State;
using Gantry.Model.Services;
using Gantry.Model.Wire;

namespace Gantry.Manager.Endpoints;

/// <summary>
/// Which healthy addresses answer for which service on which network, of one snapshot. Pure. What says the same as in the
/// snapshot before is the same object: a thousand nodes that are told of it compare references.
/// </summary>
internal sealed class NetworkServices
{
    private readonly object _services;
    private readonly HeardNodes _heard;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<NetworkMember>> _members;
    private readonly Dictionary<ServiceId, ServiceAddresses> _addresses = [];
    private readonly Dictionary<string, IReadOnlyList<NetworkService>> _networks = new(StringComparer.Ordinal);

    private NetworkServices(Snapshot state, NetworkServices? before)
    {
        _services = state.Tables.Services;
        _heard = HeardNodes.In(state, before?._heard);
        _members = before is not null && ReferenceEquals(before._services, _services) ? before._members : NetworkMember.AllOf(state);
        foreach (var (network, members) in _members)
            _networks[network] = Answers(state, network, members, before);
    }

    /// <param name="before">Of an earlier snapshot; null costs time, and changes nothing of what it says.</param>
    public static NetworkServices Of(Snapshot state, NetworkServices? before = null) => new(state, before);

    /// <summary>By full name.</summary>
    public IReadOnlyList<NetworkService> On(string network) => _networks.GetValueOrDefault(network) ?? [];

    private IReadOnlyList<NetworkService> Answers(Snapshot state, string network, IReadOnlyList<NetworkMember> members, NetworkServices? before)
    {
        var known = before?._networks.GetValueOrDefault(network) ?? [];
        var byName = known.ToDictionary(s => s.FullName, StringComparer.Ordinal);
        var answers = new NetworkService[members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            var (service, names) = members[i];
            var same = byName.GetValueOrDefault(service.FullName);
            var answer = new NetworkService(service.Stack, service.Name, names.Unless(same?.Aliases), AddressesOf(state, service.Id, before).On(network));
            answers[i] = answer == same ? same : answer;
        }

        return answers.Unless(known);
    }

    // A service is on several networks, and all its addresses are read at once.
    private ServiceAddresses AddressesOf(Snapshot state, ServiceId id, NetworkServices? before)
    {
        if (!_addresses.TryGetValue(id, out var addresses))
            _addresses[id] = addresses = ServiceAddresses.Of(state, id, _heard.Names, before?._addresses.GetValueOrDefault(id));
        return addresses;
    }
}
