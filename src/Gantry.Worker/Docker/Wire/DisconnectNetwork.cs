namespace Gantry.Worker.Docker.Wire;

internal sealed record DisconnectNetwork(string Container, bool Force);
