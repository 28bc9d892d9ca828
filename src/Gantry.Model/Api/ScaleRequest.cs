namespace Gantry.Model.Api;

public sealed record ScaleRequest(int Replicas);
