namespace Gantry.Worker.Docker.Wire;

/// <summary>The engine writes sets as maps whose values are empty objects.</summary>
internal sealed record EmptyObject;
