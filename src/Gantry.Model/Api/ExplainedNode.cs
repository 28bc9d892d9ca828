namespace Gantry.Model.Api;

/// <param name="Reasons">One per filter that refuses, with numbers; for a node that fits its score.</param>
public sealed record ExplainedNode(string Node, bool Fits, IReadOnlyList<string> Reasons);
