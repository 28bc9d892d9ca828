namespace Gantry.Worker.Docker.Wire;

/// <summary>One of the two: something with a name of its own, or so many of a kind.</summary>
internal sealed record EngineResource(NamedResource? NamedResourceSpec = null, CountedResource? DiscreteResourceSpec = null);
