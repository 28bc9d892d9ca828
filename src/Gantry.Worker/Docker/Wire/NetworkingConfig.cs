namespace Gantry.Worker.Docker.Wire;

/// <summary>Networks to join at creation, by name. Before API 1.44 one at most: connect the others before start.</summary>
internal sealed record NetworkingConfig(IReadOnlyDictionary<string, EndpointSettings> EndpointsConfig);
