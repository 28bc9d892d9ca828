using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>Every spelling of every name on one network, ready to look up. Pure and immutable.</summary>
internal sealed class NetworkNames
{
    private const int MaxLabel = 63;
    private const int MaxName = 253;

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
                AddOwner(replica.Address, $"{service.FullName}.{replica.Slot}", $"{service.Name}.{replica.Slot}");
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

    // Stack and service may have 63 characters each, a label has 63 in all: the full name does not always fit.
    private void AddOwner(IPAddress address, string fullName, string shortName)
    {
        var name = fullName.Split('.').All(label => label.Length is > 0 and <= MaxLabel) ? fullName : shortName;
        if (name.Length <= MaxName && name.Split('.').All(label => label.Length is > 0 and <= MaxLabel))
            _owners.TryAdd(address, name);
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
