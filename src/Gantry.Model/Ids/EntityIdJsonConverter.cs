using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Model.Ids;

/// <summary>Writes an id as its 16 letters, as a value and as a property name.</summary>
public sealed class EntityIdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IEntityId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value.ToString());

    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString());

    private static TId Parse(string? text) =>
        RandomId.TryParse(text, out var id) ? TId.From(id) : throw new JsonException($"'{text}' is not an id.");
}
