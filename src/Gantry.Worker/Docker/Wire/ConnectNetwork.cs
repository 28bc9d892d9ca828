namespace Gantry.Worker.Docker.Wire;

internal sealed record ConnectNetwork(string Container, EndpointSettings EndpointConfig);
