using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>A mount as its target and one text; a tmpfs is one too, wherever it is written.</summary>
internal sealed class MountFact(YamlNode.Map root, ConfigValues values)
{
    /// <param name="kind">What a path alone is: under <c>volumes</c> a volume without a name, under <c>tmpfs</c> a tmpfs.</param>
    public (string Target, string Fact) Of(YamlNode node, string kind) => node is YamlNode.Map map ? OfLong(map) : OfShort(values.Text(node), kind);

    private (string Target, string Fact) OfLong(YamlNode.Map mount)
    {
        var type = values.Text(mount["type"]);
        var source = mount["source"] is { IsNull: false } given ? values.Text(given) : "";
        var options = new List<string>();
        if (mount["read_only"] is { } readOnly && values.Text(readOnly) is "true")
            options.Add("ro");
        foreach (var section in new[] { "bind", "volume", "tmpfs" })
        {
            foreach (var entry in (mount[section] as YamlNode.Map)?.Entries ?? [])
            {
                var value = values.Canonical(entry.Key, entry.Value);
                var isDefault = (entry.Key, value) is ("create_host_path", "true") or ("nocopy", "false") or ("size", "0");
                if (!isDefault && !values.IsDropped(entry.Key))
                    options.Add($"{entry.Key}={(entry.Key is "mode" ? ConfigValues.Mode(value) : value)}");
            }
        }

        return (HostPath.Clean(values.Text(mount["target"])), Fact(type, source, options));
    }

    private (string Target, string Fact) OfShort(string text, string kind)
    {
        var fields = text.Split(':', 3);
        if (kind == "tmpfs" || fields.Length == 1)
            return (HostPath.Clean(fields[0]), Fact(kind, "", fields.Skip(1).SelectMany(o => o.Split(',')).Select(Canonical)));

        var isBind = fields[0].StartsWith('/') || fields[0].StartsWith('.') || fields[0].StartsWith('~');
        var options = fields.Length > 2 ? fields[2].Split(',').Where(o => o is not ("rw" or "cached" or "delegated" or "consistent")) : [];
        return (HostPath.Clean(fields[1]), Fact(isBind ? "bind" : "volume", fields[0], options.Where(o => !values.IsDropped(o)).Select(Long)));
    }

    private static string Long(string option) => option switch
    {
        "z" or "Z" => $"selinux={option}",
        "nocopy" => "nocopy=true",
        "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave" => $"propagation={option}",
        _ => option,
    };

    private static string Canonical(string option)
    {
        if (option.StartsWith("size=", StringComparison.Ordinal) && ByteSize.Parse(option["size=".Length..]) is { } size)
            return $"size={size}";
        return option.StartsWith("mode=", StringComparison.Ordinal) ? $"mode={option["mode=".Length..].TrimStart('0')}" : option;
    }

    private string Fact(string type, string source, IEnumerable<string> options)
    {
        var from = type == "volume" && source.Length > 0 ? values.NameOf(root, "volumes", source) : source.Length > 0 ? HostPath.Clean(source) : "";
        return string.Join(' ', new[] { type, from }.Concat(options.Where(o => o.Length > 0).Order(StringComparer.Ordinal)).Where(p => p.Length > 0));
    }
}
