namespace Gantry.Model.Api;

/// <summary>What <c>GET /v1/system</c> says of the server.</summary>
public sealed record SystemItem(
    string Version,
    string ClusterId,
    string NodeName,
    string Revision,
    DateTimeOffset StartedAt,
    string EngineVersion,
    string StoreBackend,
    IReadOnlyList<SystemCheck> Checks);
