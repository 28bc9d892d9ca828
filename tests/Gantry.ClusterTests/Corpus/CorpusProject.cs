using System.Text.Json;

namespace Gantry.ClusterTests.Corpus;

/// <summary>A project of the corpus in a folder that may be written to.</summary>
internal sealed class CorpusProject : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gc-project-");

    private CorpusProject(string composeFile, IEnumerable<string> requiredVariables)
    {
        var from = Path.GetDirectoryName(composeFile)!;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            System.IO.File.Copy(file, copy);
        }

        File = Path.Combine(_folder.FullName, Path.GetFileName(composeFile));
        var dotenv = Path.Combine(_folder.FullName, ".env");
        var required = string.Concat(requiredVariables.Select(v => $"{v}=req_{v.ToLowerInvariant()}\n"));
        System.IO.File.WriteAllText(EnvFile, required + (System.IO.File.Exists(dotenv) ? System.IO.File.ReadAllText(dotenv) : ""));
    }

    /// <summary>A copy of the file's folder, with the variables that the file requires.</summary>
    public static CorpusProject Of(string root, string path)
    {
        using var index = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(root, "index.json")));
        var entry = index.RootElement.EnumerateArray().Single(e => e.GetProperty("path").GetString() == $"files/{path}");
        return new CorpusProject(Path.Combine(root, "files", path), [.. entry.GetProperty("required_vars").EnumerateArray().Select(v => v.GetString()!)]);
    }

    public string Folder => _folder.FullName;

    public string File { get; }

    public string EnvFile => Path.Combine(_folder.FullName, "variables.env");

    public void Dispose() => _folder.Delete(recursive: true);
}
