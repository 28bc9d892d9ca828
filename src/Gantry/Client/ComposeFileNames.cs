using Gantry.Output;

namespace Gantry.Client;

/// <summary>The names that a compose file has when none is given.</summary>
internal static class ComposeFileNames
{
    public const string StandardInput = "-";

    private static readonly string[] Names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
    private static readonly string[] Overrides =
        ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"];

    /// <summary>The file of the folder or of the nearest one above it, and its override where there is one.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            if (Names.Select(n => Path.Combine(place.FullName, n)).FirstOrDefault(File.Exists) is not { } found)
                continue;
            var additional = Overrides.Select(n => Path.Combine(place.FullName, n)).FirstOrDefault(File.Exists);
            return additional is null ? [found] : [found, additional];
        }

        throw CliException.Usage(
            $"There is no compose file in {folder} or above it.",
            $"Name one with -f FILE, or make {Names[0]}.");
    }
}
