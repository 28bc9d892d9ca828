using System.Text.Json.Serialization;
using Gantry.Model.Stacks;

namespace Gantry.Model.Api;

/// <summary>Body of <c>POST /v1/services/{id}/update</c>: an override until the next deploy. Null leaves as it is.</summary>
/// <param name="Force">New containers though nothing changed.</param>
/// <param name="RegistryLogins">The cluster keeps them, as those that come with a deploy. Left out when null: older servers do not know it.</param>
public sealed record UpdateRequest(
    string? Image = null,
    int? Replicas = null,
    IReadOnlyDictionary<string, string>? EnvAdd = null,
    IReadOnlyList<string>? EnvRemove = null,
    bool Force = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RegistryLogin>? RegistryLogins = null);
