using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Compose.LongForms;

/// <summary><c>[SOURCE:]TARGET[:OPTION,OPTION]</c></summary>
internal static class VolumeForms
{
    public static YamlNode ToLong(Value value)
    {
        if (value.Node is not YamlNode.List)
            return value.Node;
        var volumes = new List<YamlNode>();
        foreach (var item in value.Items())
        {
            if (item.Node is not YamlNode.Scalar { Kind: ScalarKind.Text } scalar)
                volumes.Add(WithLabelMap(item));
            else if (Expand(item, scalar.Text) is { } volume)
                volumes.Add(volume);
        }

        return new YamlNode.List(value.Position, volumes);
    }

    /// <summary>True for what is a path on the host and not the name of a volume.</summary>
    public static bool IsHostPath(string source) => source.StartsWith('.') || source.StartsWith('/') || source.StartsWith('~') || IsWindowsPath(source);

    private static YamlNode WithLabelMap(Value item) =>
        item.Node is YamlNode.Map map && map.Find("volume") is { Value: YamlNode.Map section } entry && section.Find("labels") is { Value: YamlNode.List } labels
            ? map.With("volume", entry.KeyPosition, section.With("labels", labels.KeyPosition, ListForms.ToMap(item.Member(entry).Member(labels))))
            : item.Node;

    private static YamlNode.Map? Expand(Value item, string text)
    {
        var fields = Fields(text);
        var reason = fields.Count > 3 ? "it has too many colons" : fields.Exists(f => f.Length == 0) ? "there is nothing between two colons" : null;
        if (reason is not null)
        {
            item.Error("bad_volume", $"{item.Path} {item.Shown} is not a volume: {reason}.", "Write SOURCE:TARGET, for example data:/var/lib/data.");
            return null;
        }

        return Long(item, fields);
    }

    private static YamlNode.Map Long(Value item, List<string> fields)
    {
        var at = item.Position;
        var source = fields.Count > 1 ? fields[0] : null;
        var isBind = source is not null && IsHostPath(source);
        var members = new List<(string, YamlNode)>
        {
            ("type", YamlNode.TextAt(at, isBind ? "bind" : "volume")),
            ("target", YamlNode.TextAt(at, fields.Count > 1 ? fields[1] : fields[0])),
        };
        if (source is not null)
            members.Add(("source", YamlNode.TextAt(at, source)));

        var bind = new List<(string, YamlNode)>();
        if (isBind)
            bind.Add(("create_host_path", YamlNode.FlagAt(at, true)));
        foreach (var option in fields.Count > 2 ? fields[2].Split(',') : [])
            AddOption(item, option, members, bind);
        if (bind.Count > 0)
            members.Add(("bind", ListForms.MapOf(at, bind)));
        return ListForms.MapOf(at, members);
    }

    private static void AddOption(Value item, string option, List<(string Key, YamlNode)> members, List<(string, YamlNode)> bind)
    {
        var at = item.Position;
        switch (option)
        {
            case "ro" or "rw":
                members.RemoveAll(m => m.Key == "read_only");
                members.Add(("read_only", YamlNode.FlagAt(at, option is "ro")));
                break;
            case "nocopy":
                members.Add(("volume", ListForms.MapOf(at, ("nocopy", YamlNode.FlagAt(at, true)))));
                break;
            case "z" or "Z":
                bind.Add(("selinux", YamlNode.TextAt(at, option)));
                break;
            case "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave":
                bind.Add(("propagation", YamlNode.TextAt(at, option)));
                break;
            case "cached" or "delegated" or "consistent":
                // They tune file sharing with a virtual machine on macOS, and mean nothing where the engine runs on Linux itself.
                break;
            default:
                item.Log.Warn(at, "volume_option", $"{item.Path}: the option {ProblemLog.Quote(option)} is not known and has no effect.", "Known are ro, rw, nocopy, z, Z and the propagation modes.");
                break;
        }
    }

    private static List<string> Fields(string text)
    {
        var fields = new List<string>();
        var (start, open) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            open += Depth(text, i, open);
            if (text[i] is not ':' || open > 0 || IsDrive(text, start, i))
                continue;
            fields.Add(text[start..i]);
            start = i + 1;
        }

        fields.Add(text[start..]);
        return fields;
    }

    // A colon between ${ and } belongs to a variable that is not filled in yet. source: compose-go format/volume.go
    private static int Depth(string text, int index, int open) => text[index] switch
    {
        '$' when index + 1 < text.Length && text[index + 1] is '{' => 1,
        '}' when open > 0 => -1,
        _ => 0,
    };

    private static bool IsDrive(string text, int start, int colon) =>
        colon - start == 1 && colon + 1 < text.Length && IsWindowsPath(text.AsSpan(start));

    // A single letter before a slash is a volume here: the engine runs on Linux.
    private static bool IsWindowsPath(ReadOnlySpan<char> text) =>
        text.StartsWith(@"\\") || (text.Length > 2 && char.IsAsciiLetter(text[0]) && text[1] is ':' && text[2] is '\\');
}
