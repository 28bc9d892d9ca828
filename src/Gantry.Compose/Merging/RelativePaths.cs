using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;
using Gantry.Model.Services;
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
            service = service.Find("build") is { Value: YamlNode.Map build } entry ? service.With("build", entry.KeyPosition, MoveBuild(build, folder)) : service;
            return MoveItems(service, "volumes", m => IsBind(m) ? MoveMember(m, "source", folder) : m);
        });
        document = MoveEach(document, "secrets", s => (YamlNode.Map)MoveMember(s, "file", folder));
        document = MoveEach(document, "configs", c => (YamlNode.Map)MoveMember(c, "file", folder));
        return MoveEach(document, "volumes", volume => volume.Find("driver_opts") is { Value: YamlNode.Map options } entry && IsBindOption(options)
            ? volume.With("driver_opts", entry.KeyPosition, MoveMember(options, "device", folder))
            : volume);
    }

    // source: compose-go paths/resolve.go; of a build, `dockerfile` is relative to its context.
    private static YamlNode.Map MoveBuild(YamlNode.Map build, string folder)
    {
        if (build.Find("context") is { } context)
            build = build.With("context", context.KeyPosition, MoveContext(context.Value, folder));
        if (build.Find("additional_contexts") is { Value: YamlNode.Map contexts } further)
            build = build.With("additional_contexts", further.KeyPosition, contexts with { Entries = [.. contexts.Entries.Select(e => e with { Value = MoveContext(e.Value, folder) })] });
        if (build.Find("ssh") is { Value: YamlNode.Map keys } ssh)
            build = build.With("ssh", ssh.KeyPosition, keys with { Entries = [.. keys.Entries.Select(e => e with { Value = Move(e.Value, folder) })] });
        return MoveItems(build, "ssh", k => MoveKey(k, folder));
    }

    private static YamlNode MoveContext(YamlNode node, string folder) =>
        node is YamlNode.Scalar { Text: var text } && (RemoteSource.Is(text) || BuildSpec.ServiceOf(text) is not null) ? node : Move(node, folder);

    // ID=PATH; without a path it is an agent.
    private static YamlNode MoveKey(YamlNode node, string folder) =>
        node is YamlNode.Scalar { Text: var text } scalar && text.IndexOf('=') is > 0 and var sign && Move(scalar with { Text = text[(sign + 1)..] }, folder) is YamlNode.Scalar path
            ? scalar with { Text = text[..(sign + 1)] + path.Text }
            : node;

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
