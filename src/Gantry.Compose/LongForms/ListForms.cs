using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Compose.LongForms;

/// <summary>Long forms of what may be a text, a list or a mapping. What is neither is left as it is: mapping names it.</summary>
internal static class ListForms
{
    /// <summary><c>- NAME=value</c> becomes <c>NAME: value</c>; a lone name becomes null.</summary>
    public static YamlNode ToMap(Value value)
    {
        if (value.Node is not YamlNode.List)
            return value.Node;

        var entries = new List<YamlEntry>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in value.Items())
        {
            if (EntryOf(item) is not { } entry)
                continue;
            if (places.TryAdd(entry.Key, entries.Count))
                entries.Add(entry);
            else
                entries[places[entry.Key]] = entry;
        }

        return new YamlNode.Map(value.Position, entries);
    }

    /// <summary>As <see cref="ToMap"/>; <c>- NAME = value</c> would set a variable whose name ends with a space, which nobody means.</summary>
    public static YamlNode ToVariables(Value value)
    {
        if (value.Node is YamlNode.List)
        {
            foreach (var item in value.Items())
            {
                if (item.Node is YamlNode.Scalar scalar && scalar.Text.Split('=')[0] is { Length: > 0 } name && char.IsWhiteSpace(name[^1]))
                    item.Error("bad_variable", $"{item.Path}: the name {ProblemLog.Quote(name)} ends with a space.", "Write NAME=value, without spaces around '='.");
            }
        }

        return ToMap(value);
    }

    /// <summary>A text is a list of one.</summary>
    public static YamlNode ToList(Value value) =>
        value.Node is YamlNode.Scalar ? new YamlNode.List(value.Position, [value.Node]) : value.Node;

    /// <summary>A text is a mapping with one member.</summary>
    public static YamlNode ToMember(Value value, string key) =>
        value.Node is YamlNode.Scalar ? MapOf(value.Position, (key, value.Node)) : value.Node;

    /// <summary>A list of names is a mapping without values.</summary>
    public static YamlNode ToNames(Value value) => Named(value, YamlNode.NullAt);

    public static YamlNode ToDependencies(Value value) => Named(value, at => MapOf(
        at,
        ("condition", YamlNode.TextAt(at, "service_started")),
        ("required", YamlNode.FlagAt(at, true))));

    public static YamlNode ToPaths(Value value) => ToMembers(value with { Node = ToList(value) }, "path");

    /// <summary>A text in a list is a mapping with one member.</summary>
    public static YamlNode ToMembers(Value value, string key) => value.Node is YamlNode.List list
        ? list with { Items = [.. list.Items.Select(i => i is YamlNode.Scalar { Kind: not ScalarKind.Null } ? MapOf(i.Position, (key, i)) : i)] }
        : value.Node;

    /// <summary><c>- FILE</c> becomes <c>path: [FILE]</c>, and single paths lists.</summary>
    public static YamlNode ToIncludes(Value value)
    {
        return value.Node is YamlNode.List list ? list with { Items = [.. value.Items().Select(Include)] } : value.Node;

        static YamlNode Include(Value item) => item.Node switch
        {
            YamlNode.Scalar { IsNull: false } path => MapOf(path.Position, ("path", new YamlNode.List(path.Position, [path]))),
            YamlNode.Map map => map with { Entries = [.. map.Entries.Select(e => e.Key is ("path" or "env_file") && !e.Value.IsNull ? e with { Value = ToList(item.Member(e)) } : e)] },
            var other => other,
        };
    }

    public static YamlNode ToSoftAndHard(Value value) =>
        value.Node is YamlNode.Scalar ? MapOf(value.Position, ("soft", value.Node), ("hard", value.Node)) : value.Node;

    /// <summary><c>host: ip</c> and <c>host: [ip, ip]</c> become <c>host=ip</c>.</summary>
    public static YamlNode ToHosts(Value value)
    {
        if (value.Node is not YamlNode.Map map)
            return value.Node;
        var lines =
            from entry in map.Entries
            from ip in entry.Value is YamlNode.List list ? list.Items : [entry.Value]
            select ip is YamlNode.Scalar scalar ? YamlNode.TextAt(entry.KeyPosition, $"{entry.Key}={scalar.Text}") : ip;
        return new YamlNode.List(map.Position, [.. lines]);
    }

    /// <summary><c>external: {name: x}</c> of old files is <c>external: true</c> and <c>name: x</c>.</summary>
    public static YamlNode ToExternal(Value value)
    {
        if (value.Node is not YamlNode.Map map || map["external"] is not YamlNode.Map { Entries: [{ Key: "name" } name] } external)
            return value.Node;
        if (map["name"] is YamlNode.Scalar { IsNull: false } given && given.Text != (name.Value as YamlNode.Scalar)?.Text)
            value.Error("external_conflict", $"{value.Path} has two names: {ProblemLog.Quote(given.Text)}, and another one under `external`.", "Write `external: true` and one `name:`.");
        value.Log.Warn(external.Position, "external_name", $"{value.Path}.external.name is an old form.", "Write `external: true` and `name:` beside it.");
        return map.With("external", external.Position, YamlNode.FlagAt(external.Position, true)).With("name", name.KeyPosition, name.Value);
    }

    public static YamlNode.Map MapOf(SourcePosition at, params IEnumerable<(string Key, YamlNode Value)> members) =>
        new(at, [.. members.Select(m => new YamlEntry(m.Key, at, m.Value))]);

    private static YamlNode Named(Value value, Func<SourcePosition, YamlNode> member)
    {
        if (value.Node is not YamlNode.List)
            return value.Node;
        var entries = new List<YamlEntry>();
        foreach (var item in value.Items())
        {
            if (item.Word() is { } name && entries.TrueForAll(e => e.Key != name))
                entries.Add(new YamlEntry(name, item.Position, member(item.Position)));
        }

        return new YamlNode.Map(value.Position, entries);
    }

    private static YamlEntry? EntryOf(Value item)
    {
        if (item.Node is not YamlNode.Scalar { Kind: not ScalarKind.Null } scalar)
        {
            item.Mismatch("text", item.Node is YamlNode.Map { Entries: [{ Value: YamlNode.Scalar only } first, ..] }
                ? $"In a list write {first.Key}={only.Text}; or leave out the dashes."
                : null);
            return null;
        }

        var equals = scalar.Text.IndexOf('=');
        if (equals < 0)
            return new YamlEntry(scalar.Text, scalar.Position, YamlNode.NullAt(scalar.Position));
        if (equals > 0)
            return new YamlEntry(scalar.Text[..equals], scalar.Position, YamlNode.TextAt(scalar.Position, scalar.Text[(equals + 1)..]));
        item.Error("empty_value", $"{item.Path} has no name before '='.");
        return null;
    }
}
