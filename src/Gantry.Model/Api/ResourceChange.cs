namespace Gantry.Model.Api;

/// <param name="Note">For people, for example that a foreign volume of that name is used as it is.</param>
public sealed record ResourceChange(string Name, ChangeKind Kind, string? Note = null);
