using System.Text.Json;
using Gantry.Compose;
using Gantry.Compose.Interpolation;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>Compose files that other people wrote.</summary>
internal sealed class Corpus(string root)
{
    private static readonly string[] OracleNames = ["stack_config", "docker_compose_1_29"];

    public static Corpus? Find() => CorpusRoot.Find() is { } root ? new Corpus(root) : null;

    /// <param name="readsDotenv">False for comparison with `docker stack`, which knows no .env.</param>
    public IEnumerable<CorpusFile> Files(bool readsDotenv = true)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "index.json")));
        foreach (var entry in index.RootElement.EnumerateArray())
        {
            var path = entry.GetProperty("path").GetString()!;
            var oracles = OracleNames
                .Where(o => entry.TryGetProperty(o, out var oracle) && oracle.GetProperty("ok").GetBoolean())
                .ToDictionary(o => o, o => Path.Combine(root, entry.GetProperty(o).GetProperty("expected").GetString()!));
            var required = entry.GetProperty("required_vars").EnumerateArray().Select(v => v.GetString()!);
            yield return new CorpusFile(path, Bundle(path, required, readsDotenv), oracles);
        }
    }

    public JsonElement Cases()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "compose-go-cases.json")));
        return cases.RootElement.GetProperty("cases").Clone();
    }

    // As the expected outputs were made: nothing in the environment but the required variables.
    private Bundle Bundle(string path, IEnumerable<string> required, bool readsDotenv)
    {
        var folder = Path.GetDirectoryName(Path.Combine(root, path))!;
        var variables = required.ToDictionary(v => v, v => "req_" + v.ToLowerInvariant());
        variables.TryAdd("HOME", "/nonexistent");
        var dotenv = Path.Combine(folder, ".env");
        if (readsDotenv && File.Exists(dotenv))
        {
            foreach (var (name, value) in DotenvFile.Parse(".env", File.ReadAllText(dotenv), variables.GetValueOrDefault).Values)
                variables.TryAdd(name, value);
        }

        BundleFile[] compose = [new BundleFile(Path.GetFileName(path), File.ReadAllText(Path.Combine(root, path)))];
        var files = BundleNeeds.Of(compose, variables).Files
            .Where(f => !Path.IsPathRooted(f.Path) && File.Exists(Path.Combine(folder, f.Path)))
            .Select(f => new BundleFile(f.Path, File.ReadAllText(Path.Combine(folder, f.Path))));
        return new Bundle(compose, [.. files], variables, ["*"]) { ProjectDirectory = ProjectOf(path) };
    }

    // `files/OWNER/REPOSITORY/FOLDER/FILE`: the repository is /BASE in the expected outputs.
    private static string ProjectOf(string path) => string.Join('/', path.Split('/').Skip(3).SkipLast(1).Prepend("/BASE"));
}
