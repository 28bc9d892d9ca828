using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Compose.Writing;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>Writes a stack as a compose file: what the files say once everything in them is resolved. Keys are sorted.</summary>
public static class StackConfig
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,

        // For a terminal and for files, not for a page: é and < stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(StackSpec stack, ConfigFormat format)
    {
        var tree = Sorted(ComposeTree.Of(stack));
        return format is ConfigFormat.Json ? Json(tree) : YamlEmitter.Write(tree);
    }

    private static string Json(JsonObject tree)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            tree.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static JsonObject Sorted(JsonObject map) => new(map
        .OrderBy(m => m.Key, StringComparer.Ordinal)
        .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value))));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => Sorted(map),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
