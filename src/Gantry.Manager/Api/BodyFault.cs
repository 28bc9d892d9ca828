using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Manager.Api;

/// <summary>
/// Where a body is not what its route takes, in the words of who wrote it. The serializer's own name types of the server, and
/// its check for null looks at members alone, not at elements of a list or values by name.
/// </summary>
internal static class BodyFault
{
    /// <returns>A sentence about the first one; null when none is found.</returns>
    public static string? Find(JsonElement body, JsonTypeInfo type) => body.ValueKind == JsonValueKind.Null
        ? $"The body is null: write an object with {MembersOf(type)}."
        : Find(body, type, "");

    private static string? Find(JsonElement value, JsonTypeInfo type, string path)
    {
        if (Expected(value, type) is { } expected)
            return $"The body {(path.Length == 0 ? $"is {Words(value)}" : $"has {Words(value)} as '{path}'")}, where {expected} belongs.";
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => Missing(value, type, path) ?? InMembers(value, type, path),
            JsonTypeInfoKind.Enumerable => InElements(value.EnumerateArray().Select((item, index) => (item, $"{path}[{index}]")), type),
            JsonTypeInfoKind.Dictionary => InElements(value.EnumerateObject().Select(entry => (entry.Value, Inside(path, entry.Name))), type),
            JsonTypeInfoKind.None => null,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type.Kind, "No such kind of type."),
        };
    }

    private static string? InMembers(JsonElement value, JsonTypeInfo type, string path) => value.EnumerateObject()
        .Join(type.Properties, entry => entry.Name, member => member.Name, (entry, member) => (entry, member))
        .Select(known => InMember(known.entry.Value, known.member, Inside(path, known.entry.Name)))
        .FirstOrDefault(found => found is not null);

    private static string? InMember(JsonElement value, JsonPropertyInfo member, string path)
    {
        if (value.ValueKind != JsonValueKind.Null)
            return Find(value, TypeOf(member.PropertyType, member.Options), path);
        if (member.IsSetNullable)
            return null;
        return member.IsRequired ? $"The body has null as '{path}': write a value." : NullAt(path);
    }

    private static string? InElements(IEnumerable<(JsonElement Value, string Path)> elements, JsonTypeInfo type) => elements
        .Select(e => e.Value.ValueKind == JsonValueKind.Null ? NullAt(e.Path) : Find(e.Value, TypeOf(type.ElementType ?? typeof(string), type.Options), e.Path))
        .FirstOrDefault(found => found is not null);

    private static string? Missing(JsonElement value, JsonTypeInfo type, string path)
    {
        if (type.Properties.FirstOrDefault(p => p.IsRequired && !value.TryGetProperty(p.Name, out _)) is not { } missing)
            return null;
        var members = path.Length == 0 ? $"Its members are {MembersOf(type)}." : $"The members of '{path}' are {MembersOf(type)}.";
        return $"The body has no '{Inside(path, missing.Name)}', which must be there. {members}";
    }

    /// <returns>What belongs there instead; null when it can be what stands there.</returns>
    private static string? Expected(JsonElement value, JsonTypeInfo type) => type switch
    {
        { Kind: JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary } => value.ValueKind == JsonValueKind.Object ? null : "an object",
        { Kind: JsonTypeInfoKind.Enumerable } => value.ValueKind == JsonValueKind.Array ? null : "a list",
        { Type: var one } when one == typeof(bool) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
        { Type: var one } when one == typeof(int) && value.ValueKind == JsonValueKind.Number =>
            value.TryGetInt32(out _) ? null : $"a whole number up to {int.MaxValue}",
        { Type: var one } when one == typeof(int) => "a whole number",
        { Type: var one } when one == typeof(long) || one == typeof(double) => value.ValueKind == JsonValueKind.Number ? null : "a number",
        _ => value.ValueKind == JsonValueKind.String ? null : "a text",
    };

    private static JsonTypeInfo TypeOf(Type type, JsonSerializerOptions options) => options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    private static string NullAt(string path) => $"The body has null as '{path}': write a value, or leave it out.";

    private static string Inside(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string MembersOf(JsonTypeInfo type) => string.Join(", ", type.Properties.Select(p => p.Name));

    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        _ => "something else",
    };
}
