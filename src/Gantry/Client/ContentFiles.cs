using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>The files that hold the values of configs and secrets. They go into a bundle by content: a server opens no path of ours.</summary>
/// <param name="folder">The project's.</param>
/// <param name="find">A variable of the environment or of the project's env files.</param>
internal sealed class ContentFiles(string folder, bool allowsOutside, Func<string, string?> find)
{
    /// <exception cref="CliException">One is missing, lies outside the project or cannot be read.</exception>
    public async Task<IReadOnlyList<BundleFile>> ReadAsync(StackSpec stack, CancellationToken ct)
    {
        var files = new List<BundleFile>();
        foreach (var (kind, path) in Of(stack))
        {
            if (Problem(kind, path) is { } problem)
                throw new CliException(ExitCode.Validation, problem, "Create it inside the project folder, or allow another place with --allow-outside.");
            files.Add(BundleFile.Of(path, await ProjectFile.ReadBytesAsync(kind, path, FullPath(path), ct)));
        }

        return files;
    }

    /// <returns>One sentence for each that could not be read for a deploy.</returns>
    public IEnumerable<string> Problems(StackSpec stack) => Of(stack).Select(f => Problem(f.Kind, f.Path)).OfType<string>();

    /// <summary>The values that come from variables of whoever deploys; what is set nowhere is left out.</summary>
    public IReadOnlyDictionary<string, string> Variables(StackSpec stack)
    {
        var names = stack.Secrets.Select(s => s.Environment).Concat(stack.Configs.Select(c => c.Environment)).OfType<string>().Distinct();
        return names.Where(n => find(n) is not null).ToDictionary(n => n, n => find(n)!, StringComparer.Ordinal);
    }

    private static IEnumerable<(string Kind, string Path)> Of(StackSpec stack) =>
        stack.Configs.Select(c => ("config file", c.File)).Concat(stack.Secrets.Select(s => ("secret file", s.File)))
            .Where(f => f.Item2 is not null).DistinctBy(f => f.Item2).Select(f => (f.Item1, f.Item2!));

    private string? Problem(string kind, string path)
    {
        var full = FullPath(path);
        if (!allowsOutside && !RealPath.IsInside(folder, full))
            return $"The {kind} {path} is outside the project folder {folder}.";
        return File.Exists(full) ? null : $"The {kind} {path} does not exist.";
    }

    private string FullPath(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) && find("HOME") is { } home ? Path.Combine(home, path[2..]) : Path.GetFullPath(path, folder);
}
