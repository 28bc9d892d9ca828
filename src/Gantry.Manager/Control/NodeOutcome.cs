using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>What became of a change of a node. A closed set: the constructor is private.</summary>
internal abstract record NodeOutcome
{
    private NodeOutcome()
    {
    }

    public sealed record Done(Node Node) : NodeOutcome;

    public sealed record NotFound(string Reason) : NodeOutcome;

    public sealed record Refused(string Reason) : NodeOutcome;
}
