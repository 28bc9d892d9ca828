using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Model.Nodes;

/// <summary><c>{"SSD":3}</c></summary>
public sealed class ResourceDictionaryJsonConverter : JsonConverter<ResourceDictionary>
{
    public override ResourceDictionary Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Counts of resources are an object: a number for each kind.");
        var counts = new List<(string, long)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var kind = reader.GetString() ?? "";
            reader.Read();
            counts.Add((kind, reader.GetInt64()));
        }

        return ResourceDictionary.Of(counts);
    }

    public override void Write(Utf8JsonWriter writer, ResourceDictionary value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (kind, count) in value)
            writer.WriteNumber(kind, count);
        writer.WriteEndObject();
    }
}
