namespace Gantry.Model.Api;

/// <summary>Why something is as it is, with numbers.</summary>
/// <param name="Summary">One sentence.</param>
/// <param name="Nodes">Per node why a task fits or not; empty when placement is not the matter.</param>
/// <param name="Fix">The smallest change that would help; null when nothing is wrong.</param>
public sealed record Explanation(
    string Subject,
    string State,
    string Summary,
    IReadOnlyList<ExplainedFact> Facts,
    IReadOnlyList<ExplainedNode> Nodes,
    IReadOnlyList<string> LastLogLines,
    string? Fix);
