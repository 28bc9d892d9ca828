using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gantry.Model.Ids;
using Gantry.Model.Services;

namespace Gantry.Model.Json;

/// <summary>
/// One text for one meaning: no default values, members sorted by name. Hashes of specs rest on it, so an upgrade that adds
/// a member with a default changes no hash and restarts nothing (a fixture holds old hashes).
/// </summary>
public static class CanonicalJson
{
    public static string HashOf(ContainerSpec spec) => StableHash.Sha256Hex(TextOf(spec, CompactJson.Of<ContainerSpec>()));

    public static string HashOf(ServiceSpec spec) => StableHash.Sha256Hex(TextOf(spec, CompactJson.Of<ServiceSpec>()));

    private static string TextOf<T>(T value, JsonTypeInfo<T> type) =>
        Sorted(JsonSerializer.SerializeToNode(value, type))?.ToJsonString() ?? "";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        // An empty object says nothing that its absence does not: all its members are at their defaults.
        JsonObject members => new JsonObject(members
            .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))
            .Where(m => m.Value is not JsonObject { Count: 0 })
            .OrderBy(m => m.Key, StringComparer.Ordinal)),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
