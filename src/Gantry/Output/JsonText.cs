using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Output;

/// <summary>JSON for people and scripts: indented, and only what JSON demands is escaped.</summary>
internal static class JsonText
{
    // A terminal and jq want 'ü' and '<' as they are. Control characters are escaped by JSON itself.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of<T>(T value, JsonTypeInfo<T> type, bool isIndented = true) =>
        Write(isIndented, writer => JsonSerializer.Serialize(writer, value, type));

    /// <summary>A list as the API answers it, with the items that are left after filtering.</summary>
    public static string OfList<T>(IEnumerable<T> items, string revision, JsonTypeInfo<T> type) => Write(isIndented: true, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var item in items)
            JsonSerializer.Serialize(writer, item, type);
        writer.WriteEndArray();
        writer.WriteString("revision", revision);
        writer.WriteEndObject();
    });

    /// <summary>What is JSON already, indented; members that this version does not know stay.</summary>
    /// <exception cref="CliException">It is no JSON.</exception>
    public static string Of(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Write(isIndented: true, document.RootElement.WriteTo);
        }
        catch (JsonException e)
        {
            throw CliException.OfStranger($"The server's answer cannot be read: {e.Message}", e);
        }
    }

    public static string Write(bool isIndented, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, isIndented ? Indented : Compact))
            write(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
