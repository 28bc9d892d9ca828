using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>Who a request comes from, and how far they may go.</summary>
/// <param name="Name">As events and deployments name them.</param>
internal sealed record Caller(string Name, Access Access)
{
    /// <summary>Of a node, which one.</summary>
    public NodeId? Node { get; init; }

    /// <summary>Of a node, the fingerprint of the CA of its certificate.</summary>
    public string? Authority { get; init; }

    /// <summary>Before anything is asked for on their behalf: no image is looked up for what they may not run.</summary>
    /// <param name="reach">As <see cref="HostReach"/> tells it.</param>
    /// <returns>Null: they may, or there is nothing that not everybody may.</returns>
    public ChangeOutcome.Forbidden? RefuseReach(IEnumerable<string> reach) =>
        Access < Access.Admin && string.Join("; ", reach) is { Length: > 0 } fields
            ? new ChangeOutcome.Forbidden($"{Name} may change stacks, and this one reaches into the nodes: {fields}. Leave that out, or ask someone who administers the cluster to do it.")
            : null;
}
