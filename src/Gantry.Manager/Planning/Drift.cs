using Gantry.Manager.State;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.Planning;

/// <summary>
/// Where a network or volume that exists is not what the file asks for. An engine changes neither: what is there is used as
/// it is. Pure.
/// </summary>
internal static class Drift
{
    /// <returns>What differs on each such node, as <c>internal: false → true</c>.</returns>
    public static IReadOnlyDictionary<NodeId, string> Of(Snapshot state, NetworkSpec wanted)
    {
        var found = new SortedDictionary<NodeId, string>();
        if (wanted.External || state.FindNetwork(wanted.Name) is not { Spec.External: false } known)
            return found;
        foreach (var (id, range) in known.Subnets)
        {
            // What a worker has not told of yet was made as the store has it.
            var made = state.Find(id) is { MadeNetworks: { } seen }
                ? seen.FirstOrDefault(n => n.Name == wanted.Name)
                : known.Spec with { Subnet = range };
            if (made is null || AreSame(made, wanted))
                continue;
            found[id] = string.Join("; ", SpecDiff.Between(made with { Subnet = wanted.Subnet is null ? null : made.Subnet }, wanted));
        }

        return found;
    }

    /// <inheritdoc cref="Of(Snapshot, NetworkSpec)"/>
    public static IReadOnlyDictionary<NodeId, string> Of(Snapshot state, VolumeSpec wanted)
    {
        var found = new SortedDictionary<NodeId, string>();
        if (wanted.External)
            return found;
        var known = state.FindVolume(wanted.Name) is { Spec.External: false } ours ? ours : null;
        foreach (var node in state.Nodes)
        {
            // A removed stack's volumes keep their data, and are found again by name.
            var made = node.MadeVolumes is { } seen
                ? seen.FirstOrDefault(v => v.Name == wanted.Name)
                : known?.Nodes.Contains(node.Id) is true ? known.Spec : null;

            // Labels of a volume that somebody else made were never ours to give.
            if (made is not null && node.ForeignVolumes.Contains(wanted.Name))
                made = made with { Labels = wanted.Labels };
            if (made is not null && !AreSame(made, wanted))
                found[node.Id] = string.Join("; ", SpecDiff.Between(made, wanted));
        }

        return found;
    }

    /// <summary>Every network and volume of the stack that is not as its file has it, with what helps.</summary>
    public static IReadOnlyList<string> Warnings(Snapshot state, StackSpec stack) =>
    [
        .. from network in stack.Networks
           let drift = Of(state, network)
           where drift.Count > 0
           select $"Network {network.Name} {Note(state, drift)}. To have it made anew, remove the stack with 'gantry stack rm {stack.Name}' and deploy it again.",
        .. from volume in stack.Volumes
           let drift = Of(state, volume)
           where drift.Count > 0
           select $"Volume {volume.Name} {Note(state, drift)}, with its data. {Remedy(state, stack.Name, volume.Name, drift.Keys)}",
    ];

    /// <summary>Goes behind the name of the thing.</summary>
    /// <param name="drift">Not empty.</param>
    public static string Note(Snapshot state, IReadOnlyDictionary<NodeId, string> drift)
    {
        var places = drift.GroupBy(d => d.Value, d => state.Find(d.Key)?.Name ?? d.Key.ToString())
            .Select(g => $"on {string.Join(", ", g.Order(StringComparer.Ordinal))} ({g.Key})");
        return $"exists with other options than the file's {string.Join(" and ", places)} and is used as it is";
    }

    // Ours goes with the stack when asked for; what somebody else made is theirs to remove.
    private static string Remedy(Snapshot state, string stack, string volume, IEnumerable<NodeId> nodes)
    {
        var finders = nodes.Select(state.Find).OfType<Node>().Where(n => n.ForeignVolumes.Contains(volume)).Select(n => n.Name).ToList();
        return finders.Count == 0
            ? $"To have it made anew, save its data, remove both with 'gantry stack rm --volumes {stack}' and deploy again."
            : $"Gantry removes no volume that it did not make: save its data, remove the stack with 'gantry stack rm {stack}', " +
                $"then the volume with 'docker volume rm {volume}' on {string.Join(", ", finders)}, and deploy again.";
    }

    // Most are the same, and telling so is cheap where telling the difference is not.
    private static bool AreSame(NetworkSpec made, NetworkSpec wanted) =>
        made with { Subnet = wanted.Subnet is null ? null : made.Subnet, Addresses = wanted.Addresses, Ipv6Addresses = wanted.Ipv6Addresses, Options = wanted.Options, Labels = wanted.Labels } == wanted
        && AddressRules.AreSame(made.Addresses, wanted.Addresses)
        && AddressRules.AreSame(made.Ipv6Addresses, wanted.Ipv6Addresses)
        && AreSame(made.Options, wanted.Options)
        && AreSame(made.Labels, wanted.Labels);

    private static bool AreSame(VolumeSpec made, VolumeSpec wanted) =>
        made with { Options = wanted.Options, Labels = wanted.Labels } == wanted
        && AreSame(made.Options, wanted.Options)
        && AreSame(made.Labels, wanted.Labels);

    private static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(p => other.TryGetValue(p.Key, out var value) && value == p.Value);
}
