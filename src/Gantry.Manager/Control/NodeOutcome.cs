using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>What became of a change of a node. A closed set: the constructor is private.</summary>
internal abstract record NodeOutcome
{
    private NodeOutcome()
    {
    }

    /// <param name="Node">As it is now; for a dry run as it would be.</param>
    public sealed record Done(Node Node) : NodeOutcome;

    public sealed record NotFound(string Reason) : NodeOutcome;

    /// <summary>It is not what the caller saw before.</summary>
    public sealed record Stale(string Reason) : NodeOutcome;

    public sealed record Refused(string Reason) : NodeOutcome;
}
