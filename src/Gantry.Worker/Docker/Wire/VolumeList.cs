namespace Gantry.Worker.Docker.Wire;

internal sealed record VolumeList(IReadOnlyList<VolumeDetails>? Volumes);
