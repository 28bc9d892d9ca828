using System.Text.Json.Serialization;
using Gantry.Model.Networks;

namespace Gantry.Model.Wire;

/// <summary>A network that must exist on the node, and the names that answer on it.</summary>
/// <param name="Services">Null: as the worker was told last.</param>
/// <param name="Subnet">This node's range, CIDR. The manager gives none to an external network: the worker asks its engine.</param>
public sealed record AssignedNetwork(
    NetworkSpec Spec,
    string? Stack,
    string? Subnet,
    [property: JsonConverter(typeof(SharedServicesConverter))] IReadOnlyList<NetworkService>? Services)
{
    /// <summary>The address that this node has on it: of an external network as its worker learned it, else as the file has it. Null: the first of the range.</summary>
    public string? Gateway { get; init; }

    /// <summary>
    /// Null: <see cref="Services"/> are all of them. Else they are those that answer otherwise than the worker was told last, these,
    /// by full name, are gone, and the others hold.
    /// </summary>
    public IReadOnlyList<string>? GoneServices { get; init; }

    /// <summary>Why there is no range, or none instead of one that this node refused, for people. Null: nothing stands in the way of one.</summary>
    public string? Problem { get; init; }

    /// <summary>With all services, as they are once this was told to a worker that knew those before.</summary>
    public AssignedNetwork AnsweredAfter(IReadOnlyList<NetworkService>? before)
    {
        if (Services is not { } told)
            return this with { Services = before };
        if (GoneServices is not { } gone)
            return this;
        var others = (before ?? []).ExceptBy(gone.Concat(told.Select(s => s.FullName)), s => s.FullName);
        return this with { Services = [.. others.Concat(told).OrderBy(s => s.FullName, StringComparer.Ordinal)], GoneServices = null };
    }
}
