namespace Gantry.Worker.Docker.Wire;

internal sealed record WeightDevice(string Path, int Weight);
