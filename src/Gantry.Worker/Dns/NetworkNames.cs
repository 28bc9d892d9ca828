using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>Every spelling of every name on one network, ready to look up. Pure and immutable.</summary>
internal sealed class NetworkNames
{
    private readonly Dictionary<string, List<IPAddress>> _short = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<IPAddress>> _full = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<IPAddress, string> _owners = [];

    public NetworkNames(NamedNetwork network)
    {
        foreach (var service in network.Services)
        {
            AddForms(_full, service.FullName, service.Replicas);
            foreach (var name in service.Aliases.Prepend(service.Name).Distinct(StringComparer.OrdinalIgnoreCase))
                AddForms(_short, name, service.Replicas);
            foreach (var replica in service.Replicas)
                _owners.TryAdd(replica.Address, $"{service.FullName}.{replica.Slot}");
        }
    }

    public IReadOnlyList<IPAddress>? Find(string name, bool onlyFullNames)
    {
        if (!onlyFullNames && _short.TryGetValue(name, out var addresses))
            return addresses;
        return _full.GetValueOrDefault(name);
    }

    public string? NameOf(IPAddress address) => _owners.GetValueOrDefault(address);

    private static void AddForms(
        Dictionary<string, List<IPAddress>> names, string name, IReadOnlyList<NamedReplica> replicas)
    {
        foreach (var form in (string[])[name, $"tasks.{name}"])
            Add(names, form, replicas.Select(r => r.Address));
        foreach (var replica in replicas)
            Add(names, $"{name}.{replica.Slot}", [replica.Address]);
    }

    // Two services with one alias share it, as with the engine's own aliases: both answer.
    private static void Add(
        Dictionary<string, List<IPAddress>> names, string name, IEnumerable<IPAddress> addresses)
    {
        if (!names.TryGetValue(name, out var known))
            names.Add(name, known = []);
        known.AddRange(addresses.Except(known));
    }
}
