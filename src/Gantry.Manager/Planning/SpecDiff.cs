using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Model.Json;
using Gantry.Model.Networks;
using Gantry.Model.Services;
using Gantry.Model.Volumes;

namespace Gantry.Manager.Planning;

/// <summary>What differs between two specs of a service, a network or a volume, field by field, for people. Pure. Values that may be secrets are not shown.</summary>
internal static class SpecDiff
{
    private const int LongestValue = 80;
    private const int CommonShown = 20;

    // sha256: and the 12 digits that docker shows.
    private const int DigestLetters = 19;

    // Their members are names that a person chose, so the difference is told by name; and their values may be secrets.
    private static readonly HashSet<string> Maps = ["environment", "labels", "sysctls", "options", "args", "reserved"];

    // Lists whose order is their meaning: shown whole.
    private static readonly HashSet<string> Words = ["command", "entrypoint", "test"];

    // Of a network attachment, a dependency, a limit, a probe.
    private static readonly string[] NameMembers = ["network", "service", "name", "kind"];

    public static IEnumerable<string> Between(ServiceSpec old, ServiceSpec next) =>
        Members("", Side.Of(old, ServiceOverrides.None), Side.Of(next, ServiceOverrides.None));

    /// <summary>The same, and what of it <c>scale</c> and <c>update</c> said is marked so.</summary>
    public static IEnumerable<string> Between(Service old, Service next) =>
        Members("", Side.Of(old.Spec, old.Overrides), Side.Of(next.Spec, next.Overrides));

    public static IEnumerable<string> Between(NetworkSpec made, NetworkSpec wanted) => Members("", Side.Of(made), Side.Of(wanted));

    public static IEnumerable<string> Between(VolumeSpec made, VolumeSpec wanted) => Members("", Side.Of(made), Side.Of(wanted));

    private static IEnumerable<string> Members(string path, Side old, Side next)
    {
        var names = old.Names.Union(next.Names).Order(StringComparer.Ordinal);
        return names.SelectMany(name => name switch
        {
            "imageDigest" => Digest(old, next),
            "builtImage" => Built(old, next),
            "imageByName" => ByName(old, next),
            _ => Member(path, name, old[name], next[name]),
        });
    }

    // Without one it is another image, and that is told already.
    private static IEnumerable<string> Digest(Side old, Side next)
    {
        var (before, after) = (old["imageDigest"], next["imageDigest"]);
        return after.Said is null || JsonNode.DeepEquals(before.Said, after.Said)
            ? []
            : [$"image {next["image"].Text} now means {ShortDigest(after.Text)} in its registry"];
    }

    private static IEnumerable<string> Built(Side old, Side next)
    {
        var (before, after) = (old["builtImage"], next["builtImage"]);
        if (JsonNode.DeepEquals(before.Said, after.Said))
            return [];
        var image = next["image"].Text;
        return [after.Said is null ? $"image {image}: no longer the one that was built" : $"image {image} was built: {ShortDigest(after.Text)}"];
    }

    private static IEnumerable<string> ByName(Side old, Side next)
    {
        if (JsonNode.DeepEquals(old["imageByName"].Said, next["imageByName"].Said))
            return [];
        var image = next["container"]["image"].Text;
        return next["imageByName"].Said is null
            ? [$"image {image}: all nodes run the one that it is found to mean"]
            : [$"image {image}: each node runs what it has under that name"];
    }

    private static string ShortDigest(string digest) => digest.Length <= DigestLetters ? digest : digest[..DigestLetters] + "…";

    private static IEnumerable<string> Member(string path, string name, Side old, Side next)
    {
        if (JsonNode.DeepEquals(old.Said, next.Said))
            return [];
        var full = path + name;
        if (full == "environment")
            return [$"{full}: {Names(Pairs(old.Said), Pairs(next.Said), variable => VariableMark(old, next, variable))}"];
        if (Maps.Contains(name))
            return [$"{full}: {Names(Pairs(old.Said), Pairs(next.Said), _ => "")}"];
        if (old.Said is JsonObject || next.Said is JsonObject)
            return Members(name == "container" ? "" : $"{full}.", old, next);
        var isList = (old.Said is JsonArray || next.Said is JsonArray) && !Words.Contains(name);
        return isList
            ? [$"{full}: {Names(Items(old.Said), Items(next.Said), _ => "")}"]
            : [$"{full}: {Change((old.Text, old.MarkOf(full)), (next.Text, next.MarkOf(full)))}"];
    }

    private static string VariableMark(Side old, Side next, string name) =>
        next.Overrides(name) ? " (override)" : old.Overrides(name) ? " (override ends)" : "";

    /// <summary><c>+added -gone ~changed</c></summary>
    private static string Names(Dictionary<string, string> old, Dictionary<string, string> next, Func<string, string> markOf)
    {
        var added = next.Keys.Except(old.Keys).Select(n => $"+{n}");
        var gone = old.Keys.Except(next.Keys).Select(n => $"-{n}");
        var changed = next.Keys.Where(n => old.TryGetValue(n, out var before) && before != next[n]).Select(n => $"~{n}");
        var words = added.Concat(gone).Concat(changed).OrderBy(w => w[1..], StringComparer.Ordinal).Select(w => w + markOf(w[1..])).ToList();
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
    private static string Change((string Text, string Mark) old, (string Text, string Mark) next)
    {
        var from = Math.Max(0, old.Text.AsSpan().CommonPrefixLength(next.Text) - CommonShown);
        return from == 0 || Math.Max(old.Text.Length, next.Text.Length) <= LongestValue
            ? $"{Short(old.Text)}{old.Mark} → {Short(next.Text)}{next.Mark}"
            : $"…{Short(old.Text[from..])}{old.Mark} → …{Short(next.Text[from..])}{next.Mark}";
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
    public static string DurationText(TimeSpan span)
    {
        (double Count, string Unit)[] parts = [(Math.Floor(span.TotalHours), "h"), (span.Minutes, "m"), (span.Seconds + (span.Milliseconds / 1000.0), "s")];
        return span == TimeSpan.Zero ? "0s" : string.Concat(parts.Where(p => p.Count > 0).Select(p => $"{p.Count:0.###}{p.Unit}"));
    }

    private static string Short(string text) => text.Length <= LongestValue ? text : text[..LongestValue] + "…";

    /// <summary>One of the two specs, or a part of it.</summary>
    /// <param name="Said">Without what is at its default: two specs differ in what is said.</param>
    /// <param name="Effective">With it: what a left-out member amounts to.</param>
    private readonly record struct Side(JsonNode? Said, JsonNode? Effective, ServiceOverrides Changed)
    {
        public IEnumerable<string> Names => (Said as JsonObject ?? []).Select(m => m.Key);

        // Where zero is the default it stands for "not set", of a limit for example.
        public string Text => WholeText(Said ?? (Effective is JsonValue value && value.ToString() != "0" ? value : null));

        public Side this[string name] => this with { Said = (Said as JsonObject)?[name], Effective = (Effective as JsonObject)?[name] };

        public static Side Of(ServiceSpec spec, ServiceOverrides changed) => Of(spec) with { Changed = changed };

        public static Side Of<T>(T spec) => new(
            JsonSerializer.SerializeToNode(spec, CompactJson.Of<T>()), JsonSerializer.SerializeToNode(spec, typeof(T), ModelJson.Default), ServiceOverrides.None);

        public bool Overrides(string variable) => Changed.EnvAdd.ContainsKey(variable) || Changed.EnvRemove.Contains(variable);

        public string MarkOf(string member)
        {
            var isOverride = (member == "replicas" && Changed.Replicas is not null) || (member == "image" && Changed.Image is not null);
            return isOverride ? " (override)" : "";
        }
    }
}
