using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Wire;

/// <summary>
/// Writes a service once, and the same bytes whenever the same object is written again: a thousand nodes are told the same names.
/// What is written this way must never change.
/// </summary>
public sealed class SharedServicesConverter : JsonConverter<IReadOnlyList<NetworkService>>
{
    private static readonly ConditionalWeakTable<NetworkService, byte[]> Written = [];

    public override IReadOnlyList<NetworkService>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, CompactJson.Of<IReadOnlyList<NetworkService>>());

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<NetworkService> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var service in value)
            writer.WriteRawValue(Written.GetValue(service, CompactJson.WriteBytes), skipInputValidation: true);
        writer.WriteEndArray();
    }
}
