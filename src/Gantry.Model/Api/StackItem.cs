namespace Gantry.Model.Api;

/// <param name="State"><c>running</c>, <c>updating</c>, <c>degraded</c>, <c>stopped</c> or <c>removing</c>.</param>
/// <param name="Wanted">Tasks that should be in service, over all services.</param>
/// <param name="DeploymentId">The newest change; null when there was none.</param>
public sealed record StackItem(
    string Name,
    string State,
    int Revision,
    int Services,
    int Wanted,
    int InService,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string UpdatedBy,
    string? DeploymentId);
