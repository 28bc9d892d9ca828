namespace Gantry.Model.Api;

/// <summary>What <c>GET /ready</c> of the telemetry port says.</summary>
public sealed record ReadyItem(bool Ready, IReadOnlyList<SystemCheck> Checks);
