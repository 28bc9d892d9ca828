using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Gantry.ClusterTests.Corpus;

/// <summary>Compose files that other people wrote: beside the repository, or in the folder that GANTRY_CORPUS names.</summary>
internal sealed class CorpusFolder(string root)
{
    public static CorpusFolder? Find([CallerFilePath] string here = "")
    {
        var beside = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "shared", "corpus"));
        var named = Environment.GetEnvironmentVariable("GANTRY_CORPUS");
        return new[] { named, beside }.Where(p => p is not null && File.Exists(Path.Combine(p, "index.json"))).Select(p => new CorpusFolder(p!)).FirstOrDefault();
    }

    /// <summary>A copy of the file's folder, with the variables that the file requires.</summary>
    public CorpusProject Project(string path)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "index.json")));
        var entry = index.RootElement.EnumerateArray().Single(e => e.GetProperty("path").GetString() == $"files/{path}");
        var variables = entry.GetProperty("required_vars").EnumerateArray().Select(v => v.GetString()!);
        return new CorpusProject(Path.Combine(root, "files", path), variables);
    }
}
