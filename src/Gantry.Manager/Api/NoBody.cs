namespace Gantry.Manager.Api;

/// <summary>A request that says all in its address.</summary>
internal sealed record NoBody;
