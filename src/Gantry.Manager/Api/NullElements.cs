using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Manager.Api;

/// <summary>Null as an element of a list or as a value by name: the serializer's own check looks at members alone.</summary>
internal static class NullElements
{
    /// <returns>Where the first one is; null when there is none.</returns>
    public static string? Find(JsonElement value, JsonTypeInfo type) => Find(value, type, "");

    private static string? Find(JsonElement value, JsonTypeInfo type, string path)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = value.EnumerateArray().Select(item => item.ValueKind).ToList().IndexOf(JsonValueKind.Null);
            return index < 0 ? null : $"{path}[{index}]";
        }

        if (value.ValueKind != JsonValueKind.Object)
            return null;
        if (type.Kind == JsonTypeInfoKind.Dictionary)
            return value.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Null).Select(entry => $"{path}.{entry.Name}").FirstOrDefault();
        return value.EnumerateObject()
            .Join(type.Properties, entry => entry.Name, member => member.Name, (entry, member) => (entry, member))
            .Select(known => Find(known.entry.Value, type.Options.GetTypeInfo(known.member.PropertyType), path.Length == 0 ? known.entry.Name : $"{path}.{known.entry.Name}"))
            .FirstOrDefault(found => found is not null);
    }
}
