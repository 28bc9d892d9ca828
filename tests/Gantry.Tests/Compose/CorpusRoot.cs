using System.Runtime.CompilerServices;

namespace Gantry.Tests.Compose;

/// <summary>Where compose files of other people are: beside the repository, or in the folder that GANTRY_CORPUS names.</summary>
internal static class CorpusRoot
{
    /// <returns>Null when there is none; a variable that names none is a failure.</returns>
    public static string? Find([CallerFilePath] string here = "")
    {
        var beside = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "shared", "corpus"));
        var named = Environment.GetEnvironmentVariable("GANTRY_CORPUS");
        Assert.True(named is null || IsCorpus(named), $"GANTRY_CORPUS names {named}, where there is no corpus.");
        return new[] { named, beside }.OfType<string>().FirstOrDefault(IsCorpus);
    }

    private static bool IsCorpus(string folder) => File.Exists(Path.Combine(folder, "index.json"));
}
