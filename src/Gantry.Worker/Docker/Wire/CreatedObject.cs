namespace Gantry.Worker.Docker.Wire;

/// <summary>Answer to a create call whose only use is the id.</summary>
internal sealed record CreatedObject(string Id, string? Warning = null);
