using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Model.Json;

/// <summary>
/// Writes an enum in camelCase. A text that this version does not know becomes the member <c>Unrecognized</c>
/// where the enum has one: records written by a newer version are read, never refused (architecture 4.1, "Records grow").
/// </summary>
public sealed class TolerantEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private const string Fallback = "Unrecognized";

    private static readonly FrozenDictionary<TEnum, string> Texts =
        Enum.GetValues<TEnum>().Distinct().ToFrozenDictionary(v => v, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));

    private static readonly FrozenDictionary<string, TEnum> Values =
        Texts.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.OrdinalIgnoreCase);

    private static readonly TEnum? Unknown = Enum.TryParse<TEnum>(Fallback, out var member) ? member : null;

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? "";
        return Values.TryGetValue(text, out var value)
            ? value
            : Unknown ?? throw new JsonException($"'{text}' is not one of {string.Join(", ", Texts.Values)}.");
    }

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Texts[value]);
}
