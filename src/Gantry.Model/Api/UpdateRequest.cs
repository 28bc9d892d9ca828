namespace Gantry.Model.Api;

/// <summary>Body of <c>POST /v1/services/{id}/update</c>: an override until the next deploy. Null leaves as it is.</summary>
/// <param name="Force">New containers though nothing changed.</param>
public sealed record UpdateRequest(
    string? Image = null,
    int? Replicas = null,
    IReadOnlyDictionary<string, string>? EnvAdd = null,
    IReadOnlyList<string>? EnvRemove = null,
    bool Force = false);
