namespace Gantry.Worker.Docker.Wire;

internal sealed record CountedResource(string Kind, long Value);
