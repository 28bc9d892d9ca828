namespace Gantry.Model.Wire;

public sealed record RouteBackend(string Address, int Port);
