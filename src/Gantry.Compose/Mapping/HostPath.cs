namespace Gantry.Compose.Mapping;

/// <summary>Paths as text: nothing is opened, links are not followed.</summary>
internal static class HostPath
{
    /// <returns>The absolute host path; null when it is relative and the folder that it is relative to is not known.</returns>
    public static string? Resolve(string path, string? projectDirectory, string? home)
    {
        if (path.StartsWith('/'))
            return Clean(path);
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            return home is null ? null : Clean(home + path[1..]);
        return projectDirectory is null ? null : Clean($"{projectDirectory}/{path}");
    }

    /// <summary>A path of a file in this folder, seen from where the folder is seen from.</summary>
    public static string Joined(string folder, string path) => folder == "." || path.StartsWith('/') ? path : Clean($"{folder}/{path}");

    /// <summary>The folder of a clean path: <c>.</c> for what stands in the project folder itself.</summary>
    public static string FolderOf(string path) => path.LastIndexOf('/') switch
    {
        < 0 => ".",
        0 => "/",
        var slash => path[..slash],
    };

    /// <summary>Without <c>.</c>, <c>..</c> and doubled slashes; an absolute path stays one.</summary>
    public static string Clean(string path)
    {
        var isAbsolute = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part is not "..")
                parts.Add(part);
            else if (parts.Count > 0 && parts[^1] is not "..")
                parts.RemoveAt(parts.Count - 1);
            else if (!isAbsolute)
                parts.Add(part);
        }

        return (isAbsolute ? "/" : "") + string.Join('/', parts);
    }
}
