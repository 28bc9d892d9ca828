namespace Gantry.Client;

/// <summary>Where a path really leads, through symbolic links in every part of it.</summary>
internal static class RealPath
{
    // As the kernel counts them.
    private const int MaxLinks = 40;

    public static bool IsInside(string folder, string path)
    {
        var root = Of(folder).TrimEnd('/') + "/";
        return Of(path).StartsWith(root, StringComparison.Ordinal);
    }

    /// <summary>Absolute path without links; parts that do not exist stay as they are.</summary>
    public static string Of(string path)
    {
        var pending = new Stack<string>(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = "/";
        for (var links = 0; pending.TryPop(out var part);)
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target || ++links > MaxLinks)
            {
                real = next;
                continue;
            }

            if (target.StartsWith('/'))
                real = "/";
            foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse().Where(s => s != "."))
                pending.Push(step);
        }

        return real;
    }
}
