using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Model.Json;
using Gantry.Model.Services;

namespace Gantry.Manager.Planning;

/// <summary>What differs between two specs of a service, field by field, for people. Pure. Values that may be secrets are not shown.</summary>
internal static class SpecDiff
{
    private const int LongestValue = 80;
    private const int CommonShown = 20;

    // Their members are names that a person chose, so the difference is told by name; and their values may be secrets.
    private static readonly HashSet<string> Maps = ["environment", "labels", "sysctls", "options"];

    // Lists whose order is their meaning: shown whole.
    private static readonly HashSet<string> Words = ["command", "entrypoint", "test"];

    // Of a network attachment, a dependency, a limit, a probe.
    private static readonly string[] NameMembers = ["network", "service", "name", "kind"];

    public static IEnumerable<string> Between(ServiceSpec old, ServiceSpec next) => Members("", ObjectOf(old), ObjectOf(next));

    private static JsonObject ObjectOf(ServiceSpec spec) =>
        JsonSerializer.SerializeToNode(spec, CompactJson.Of<ServiceSpec>())?.AsObject() ?? [];

    private static IEnumerable<string> Members(string path, JsonObject old, JsonObject next)
    {
        var names = old.Select(m => m.Key).Union(next.Select(m => m.Key)).Order(StringComparer.Ordinal);
        return names.SelectMany(name => Member(path, name, old[name], next[name]));
    }

    private static IEnumerable<string> Member(string path, string name, JsonNode? old, JsonNode? next)
    {
        if (JsonNode.DeepEquals(old, next))
            return [];
        var full = path + name;
        if (Maps.Contains(name))
            return [$"{full}: {Names(Pairs(old), Pairs(next))}"];
        if (old is JsonObject || next is JsonObject)
            return Members(name == "container" ? "" : $"{full}.", old as JsonObject ?? [], next as JsonObject ?? []);
        var isList = (old is JsonArray || next is JsonArray) && !Words.Contains(name);
        return isList ? [$"{full}: {Names(Items(old), Items(next))}"] : [$"{full}: {Change(WholeText(old), WholeText(next))}"];
    }

    /// <summary><c>+added -gone ~changed</c></summary>
    private static string Names(Dictionary<string, string> old, Dictionary<string, string> next)
    {
        var added = next.Keys.Except(old.Keys).Select(n => $"+{n}");
        var gone = old.Keys.Except(next.Keys).Select(n => $"-{n}");
        var changed = next.Keys.Where(n => old.TryGetValue(n, out var before) && before != next[n]).Select(n => $"~{n}");
        var words = added.Concat(gone).Concat(changed).OrderBy(w => w[1..], StringComparer.Ordinal).ToList();
        return words.Count > 0 ? string.Join(' ', words) : "another order";
    }

    private static Dictionary<string, string> Pairs(JsonNode? map) =>
        (map as JsonObject ?? []).ToDictionary(m => m.Key, m => m.Value?.ToJsonString() ?? "");

    private static Dictionary<string, string> Items(JsonNode? list)
    {
        var items = new Dictionary<string, string>();
        foreach (var item in list as JsonArray ?? [])
            items[ItemName(item)] = item?.ToJsonString() ?? "";
        return items;
    }

    private static string ItemName(JsonNode? item)
    {
        if (item is not JsonObject members)
            return Text(item);
        if (members["target"] is JsonValue target)
            return target.GetValueKind() == JsonValueKind.Number ? PortName(members) : MountName(members);
        var name = NameMembers.Select(n => members[n]).FirstOrDefault(n => n is not null);
        return name?.ToString() ?? Short(members.ToJsonString());
    }

    private static string PortName(JsonObject port) =>
        $"{port["published"]?.ToString() ?? "any"}->{port["target"]}/{port["protocol"]?.ToString() ?? "tcp"}";

    private static string MountName(JsonObject mount) =>
        mount["source"] is { } source ? $"{source}:{mount["target"]}" : $"{mount["target"]}";

    // Two long commands begin alike more often than not: what is shown begins shortly before the first difference.
    private static string Change(string old, string next)
    {
        var from = Math.Max(0, old.AsSpan().CommonPrefixLength(next) - CommonShown);
        return from == 0 || Math.Max(old.Length, next.Length) <= LongestValue
            ? $"{Short(old)} → {Short(next)}"
            : $"…{Short(old[from..])} → …{Short(next[from..])}";
    }

    private static string Text(JsonNode? node) => Short(WholeText(node));

    private static string WholeText(JsonNode? node) => node switch
    {
        null => "default",
        JsonArray words => string.Join(' ', words.Select(w => w?.ToString())),
        _ when DurationOf(node.ToString()) is { } span => DurationText(span),
        _ => node.ToString(),
    };

    // Two colons: 10:10 is a user and a group.
    private static TimeSpan? DurationOf(string text) =>
        text.AsSpan().Count(':') == 2 && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) ? span : null;

    /// <summary>As a compose file has it: <c>1m30s</c>.</summary>
    private static string DurationText(TimeSpan span)
    {
        (double Count, string Unit)[] parts = [(Math.Floor(span.TotalHours), "h"), (span.Minutes, "m"), (span.Seconds + (span.Milliseconds / 1000.0), "s")];
        return span == TimeSpan.Zero ? "0s" : string.Concat(parts.Where(p => p.Count > 0).Select(p => $"{p.Count:0.###}{p.Unit}"));
    }

    private static string Short(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "…";
}
