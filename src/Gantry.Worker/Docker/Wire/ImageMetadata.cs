namespace Gantry.Worker.Docker.Wire;

/// <summary>What the engine knows of an image that is not part of it.</summary>
/// <param name="LastTagTime">When it was last given a name here. Engines with graph drivers do not count a pull: year 1 then.</param>
internal sealed record ImageMetadata(DateTimeOffset? LastTagTime);
