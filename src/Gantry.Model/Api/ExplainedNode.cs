namespace Gantry.Model.Api;

/// <param name="Reasons">One per filter that refuses, with numbers; empty for a node that fits.</param>
public sealed record ExplainedNode(string Node, bool Fits, IReadOnlyList<string> Reasons)
{
    /// <summary>The task is here.</summary>
    public bool HasTask { get; init; }

    /// <summary>Of a node that fits, for a task that has a node: what is compared, most important first, without the task itself.</summary>
    public IReadOnlyList<ExplainedFact> Score { get; init => field = value ?? []; } = [];
}
