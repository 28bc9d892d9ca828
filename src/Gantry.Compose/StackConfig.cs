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

    public static string Write(StackSpec stack, ConfigFormat format) => Write(ComposeTree.Of(stack), format);

    /// <summary>The networks that services use, by their keys in the written file. Sorted.</summary>
    public static IReadOnlyList<string> Networks(StackSpec stack) =>
        [.. stack.Networks.Select(n => ComposeTree.NetworkKey(n.Name, stack)).Order(StringComparer.Ordinal)];

    /// <summary>The volumes that services use, by their keys in the written file. Sorted.</summary>
    public static IReadOnlyList<string> Volumes(StackSpec stack) =>
        [.. stack.Volumes.Select(v => ComposeTree.VolumeKey(v.Name, stack)).Order(StringComparer.Ordinal)];

    internal static string Write(JsonObject tree, ConfigFormat format)
    {
        var sorted = Sorted(tree);
        return format is ConfigFormat.Json ? Json(sorted) : YamlEmitter.Write(sorted);
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
