namespace Gantry.Model.Services;

/// <summary>So many of something that a node counts by name.</summary>
public sealed record GenericResource(string Kind, long Value);
