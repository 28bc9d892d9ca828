using System.Collections.Concurrent;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Worker.Networking;

namespace Gantry.Worker.Docker;

/// <summary>Ranges that networks of ours were given and could not be made with.</summary>
/// <param name="interfaces">Ranges of the machine's interfaces, CIDR.</param>
internal sealed class RangeRefusals(Func<IReadOnlyList<string>> interfaces)
{
    private readonly ConcurrentDictionary<string, string> _refused = new(StringComparer.Ordinal);

    /// <summary>Each counts until another range is assigned.</summary>
    public IReadOnlyList<RefusedRange> Among(IReadOnlyDictionary<string, AssignedNetwork> assigned) =>
    [
        .. _refused.Where(r => assigned.GetValueOrDefault(r.Key)?.Subnet == r.Value)
            .OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => new RefusedRange(r.Key, r.Value)),
    ];

    public bool IsUsable(AssignedNetwork assigned, string subnet) => !IsGivenUp(assigned, subnet) && !IsOnInterface(subnet);

    public NoRangeException Refuse(AssignedNetwork assigned, string subnet, Exception? cause)
    {
        var network = assigned.Spec.Name;
        _refused[network] = subnet;
        return assigned.Problem is { } problem ? NoRangeException.NotGiven(network, problem) : NoRangeException.Taken(network, subnet, cause);
    }

    public void Accept(AssignedNetwork assigned) => _refused.TryRemove(assigned.Spec.Name, out _);

    // Once told to the manager it is not used any more, although it may be free by now: another is on its way, and would come
    // to a network that has containers. Where no other can be had it is tried again.
    private bool IsGivenUp(AssignedNetwork assigned, string subnet) =>
        assigned.Problem is null && _refused.GetValueOrDefault(assigned.Spec.Name) == subnet;

    // The engine does not mind, and packets would take one of the two ways.
    private bool IsOnInterface(string subnet)
    {
        try
        {
            return interfaces().Any(range => NetworkRange.Overlap(range, subnet));
        }
        catch (NetworkingException)
        {
            return false;
        }
    }
}
