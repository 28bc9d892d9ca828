using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Compose.LongForms;

/// <summary><c>HOST[:CONTAINER[:PERMISSIONS]]</c>, and devices that a driver picks.</summary>
internal static class DeviceForms
{
    public static YamlNode ToLong(Value value)
    {
        if (value.Node is not YamlNode.List list)
            return value.Node;
        var devices = new List<YamlNode>();
        foreach (var item in value.Items())
        {
            if (item.Node is not YamlNode.Scalar { Kind: ScalarKind.Text } scalar)
                devices.Add(item.Node);
            else if (scalar.Text.Split(':') is { Length: <= 3 } fields)
                devices.Add(Long(item.Position, fields));
            else
                item.Error("bad_device", $"{item.Path} {item.Shown} is not a device: it has too many colons.", "Write HOST:CONTAINER:rwm.");
        }

        return list with { Items = devices };
    }

    /// <summary><c>gpus: all</c> is a list of one; options may be a list.</summary>
    public static YamlNode ToRequests(Value value)
    {
        if (value.Node is YamlNode.Scalar { Text: "all" })
            return new YamlNode.List(value.Position, [ListForms.MapOf(value.Position, ("count", YamlNode.TextAt(value.Position, "all")))]);
        return ToOptionMaps(value, "options");
    }

    /// <summary>A list of mappings in which one member may be a list of <c>NAME=value</c>.</summary>
    public static YamlNode ToOptionMaps(Value value, string member) => value.Node is not YamlNode.List list
        ? value.Node
        : list with
        {
            Items =
            [
                .. value.Items().Select(i => i.Node is YamlNode.Map map && map.Find(member) is { Value: YamlNode.List } options
                    ? map.With(member, options.KeyPosition, ListForms.ToMap(i.Member(options)))
                    : i.Node),
            ],
        };

    private static YamlNode.Map Long(SourcePosition at, string[] fields) => ListForms.MapOf(
        at,
        ("source", YamlNode.TextAt(at, fields[0])),
        ("target", YamlNode.TextAt(at, fields.Length > 1 && fields[1].Length > 0 ? fields[1] : fields[0])),
        ("permissions", YamlNode.TextAt(at, fields.Length > 2 ? fields[2] : "rwm")));
}
