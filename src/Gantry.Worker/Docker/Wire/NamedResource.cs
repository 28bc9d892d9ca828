namespace Gantry.Worker.Docker.Wire;

internal sealed record NamedResource(string Kind, string Value);
