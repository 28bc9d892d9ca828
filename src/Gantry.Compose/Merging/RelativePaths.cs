using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Compose.Merging;

/// <summary>Paths in a service of another file are relative to that file's folder.</summary>
internal static class RelativePaths
{
    /// <summary>The service with its relative paths rewritten, so that they mean the same seen from another folder.</summary>
    /// <param name="from">Folder of the file that the service stands in.</param>
    /// <param name="to">Folder of the file that it is taken into. Both from the project folder.</param>
    public static YamlNode.Map Move(YamlNode.Map service, string from, string to)
    {
        if (from == to)
            return service;
        var moved = service;
        if (service.Find("env_file") is { Value: YamlNode.List files } envFile)
            moved = moved.With("env_file", envFile.KeyPosition, files with { Items = [.. files.Items.Select(f => MoveMember(f, "path", from, to))] });
        if (service.Find("volumes") is { Value: YamlNode.List mounts } volumes)
            moved = moved.With("volumes", volumes.KeyPosition, mounts with { Items = [.. mounts.Items.Select(m => IsBind(m) ? MoveMember(m, "source", from, to) : m)] });
        if (service.Find("build") is { Value: YamlNode.Map } build)
            moved = moved.With("build", build.KeyPosition, MoveContext(build.Value, from, to));
        return moved;
    }

    // A URL has its own root.
    private static YamlNode MoveContext(YamlNode build, string from, string to) =>
        build is YamlNode.Map map && map["context"] is YamlNode.Scalar { Text: var context } && !context.Contains("://", StringComparison.Ordinal) && !context.Contains('@')
            ? MoveMember(build, "context", from, to)
            : build;

    private static bool IsBind(YamlNode mount) => mount is YamlNode.Map map && map["type"] is YamlNode.Scalar { Text: "bind" };

    private static YamlNode MoveMember(YamlNode node, string key, string from, string to)
    {
        if (node is not YamlNode.Map map || map.Find(key) is not { Value: YamlNode.Scalar { Text: { Length: > 0 } path } } entry)
            return node;
        var isRelative = !path.StartsWith('/') && !path.StartsWith('~') && !path.Contains('\\');
        return isRelative ? map.With(key, entry.KeyPosition, YamlNode.TextAt(entry.Value.Position, Joined(from, to, path))) : node;
    }

    private static string Joined(string from, string to, string path)
    {
        // Seen from the project folder; then, where the service goes into another folder's file, from there.
        var whole = HostPath.Clean($"{from}/{path}");
        var back = HostPath.Clean(to);
        var up = back.Length == 0 || whole.StartsWith('/') ? "" : string.Concat(Enumerable.Repeat("../", back.Split('/').Length));
        var moved = up + whole;
        return VolumeForms.IsHostPath(moved) ? moved : "./" + moved;
    }
}
