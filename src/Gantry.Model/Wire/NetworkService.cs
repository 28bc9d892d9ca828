using System.Text.Json.Serialization;

namespace Gantry.Model.Wire;

/// <summary>A service as one network sees it. Without replicas the name is known and nobody answers.</summary>
/// <param name="Aliases">Further names of the service on this network.</param>
public sealed record NetworkService(
    string Stack,
    string Service,
    IReadOnlyList<string> Aliases,
    [property: JsonConverter(typeof(ReplicasConverter))] IReadOnlyList<NetworkReplica> Replicas)
{
    /// <summary>No other service of a network has it.</summary>
    public string FullName => $"{Stack}_{Service}";
}
