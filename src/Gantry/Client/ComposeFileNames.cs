using Gantry.Output;

namespace Gantry.Client;

/// <summary>The names that a compose file has when none is given. source: compose-go cli/options.go</summary>
internal static class ComposeFileNames
{
    public const string StandardInput = "-";

    private static readonly string[] Names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
    private static readonly string[] Overrides =
        ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

    /// <summary>The file of the folder or of the nearest one above it, and its override where there is one.</summary>
    /// <param name="warn">Told of files that another one hides.</param>
    public static IReadOnlyList<string> In(string folder, Action<string> warn)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            if (One(place.FullName, Names, warn) is not { } found)
                continue;
            return One(place.FullName, Overrides, warn) is { } additional ? [found, additional] : [found];
        }

        throw CliException.Usage(
            $"There is no compose file in {folder} or above it.",
            $"Name one with -f FILE, or make {Names[0]}.");
    }

    private static string? One(string folder, IEnumerable<string> names, Action<string> warn)
    {
        var found = names.Where(n => File.Exists(Path.Combine(folder, n))).ToList();
        if (found.Count > 1)
            warn($"{folder} has {string.Join(" and ", found)}: {found[0]} is taken. Name the one that is meant with -f FILE, or remove the others.");
        return found.Count > 0 ? Path.Combine(folder, found[0]) : null;
    }
}
