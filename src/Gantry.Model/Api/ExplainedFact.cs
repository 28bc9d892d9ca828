namespace Gantry.Model.Api;

/// <param name="Name">For example <c>last exit</c>.</param>
public sealed record ExplainedFact(string Name, string Value);
