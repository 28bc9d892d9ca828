using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose.Merging;

/// <summary>
/// Paths in a file of another folder are relative to that folder. They are rewritten as soon as the file is read, so that every
/// later stage knows paths from the project folder only.
/// </summary>
internal static class RelativePaths
{
    /// <param name="document">In long forms.</param>
    /// <param name="folder">Where its paths start, from the project folder.</param>
    public static YamlNode.Map FromProject(YamlNode.Map document, string folder)
    {
        if (folder == ".")
            return document;
        document = MoveEach(document, "services", service =>
        {
            service = MoveItems(service, "env_file", f => MoveMember(f, "path", folder));
            service = MoveItems(service, "label_file", f => Move(f, folder));
            service = service.Find("build") is { Value: YamlNode.Map build } entry && build["context"] is YamlNode.Scalar { Text: var context } && !RemoteSource.Is(context) ? service.With("build", entry.KeyPosition, MoveMember(build, "context", folder)) : service;
            return MoveItems(service, "volumes", m => IsBind(m) ? MoveMember(m, "source", folder) : m);
        });
        document = MoveEach(document, "secrets", s => (YamlNode.Map)MoveMember(s, "file", folder));
        document = MoveEach(document, "configs", c => (YamlNode.Map)MoveMember(c, "file", folder));
        return MoveEach(document, "volumes", volume => volume.Find("driver_opts") is { Value: YamlNode.Map options } entry && IsBindOption(options)
            ? volume.With("driver_opts", entry.KeyPosition, MoveMember(options, "device", folder))
            : volume);
    }

    private static YamlNode.Map MoveEach(YamlNode.Map document, string section, Func<YamlNode.Map, YamlNode.Map> move) =>
        document.Find(section) is { Value: YamlNode.Map members } entry
            ? document.With(section, entry.KeyPosition, members with { Entries = [.. members.Entries.Select(e => e.Value is YamlNode.Map map ? e with { Value = move(map) } : e)] })
            : document;

    private static YamlNode.Map MoveItems(YamlNode.Map service, string key, Func<YamlNode, YamlNode> move) =>
        service.Find(key) is { Value: YamlNode.List list } entry
            ? service.With(key, entry.KeyPosition, list with { Items = [.. list.Items.Select(move)] })
            : service;

    private static bool IsBind(YamlNode mount) => mount is YamlNode.Map map && map["type"] is YamlNode.Scalar { Text: "bind" };

    private static bool IsBindOption(YamlNode.Map options) =>
        options["o"] is YamlNode.Scalar { Text: var text } && VolumeKeys.IsBind(text);

    private static YamlNode MoveMember(YamlNode node, string key, string folder) =>
        node is YamlNode.Map map && map.Find(key) is { } entry ? map.With(key, entry.KeyPosition, Move(entry.Value, folder)) : node;

    private static YamlNode Move(YamlNode node, string folder)
    {
        // A variable that is left as it is may hold an absolute path.
        if (node is not YamlNode.Scalar { Text: { Length: > 0 } path } scalar || path.StartsWith('/') || path.StartsWith('$') || path.StartsWith('~') || path.Contains('\\'))
            return node;
        var moved = HostPath.Joined(folder, path);
        return scalar with { Text = moved.Length == 0 ? "." : VolumeForms.IsHostPath(moved) ? moved : "./" + moved };
    }
}
