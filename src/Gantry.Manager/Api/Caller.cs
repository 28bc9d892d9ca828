namespace Gantry.Manager.Api;

/// <summary>Who a request comes from, and how far they may go.</summary>
/// <param name="Name">As events and deployments name them.</param>
internal sealed record Caller(string Name, Access Access);
