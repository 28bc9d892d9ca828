using Gantry.Compose.Interpolation;
using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>
/// What a client must put into a bundle besides the compose files. It asks twice: for variables first, as paths may hold some,
/// then with their values for files; and it asks <see cref="VariablesOfEnvFile"/> for every env file that it finds.
/// </summary>
/// <param name="Variables">Names to look up in the environment and <c>.env</c>; what is set nowhere is left out of the bundle. Sorted.</param>
/// <param name="Files">Env files and the files of <c>extends</c>, in the order of the text. Each of the latter has needs of its own: <see cref="OfBase"/>.</param>
public sealed record BundleNeeds(IReadOnlyCollection<string> Variables, IReadOnlyList<NeededFile> Files)
{
    public static BundleNeeds Of(IReadOnlyList<BundleFile> composeFiles, IReadOnlyDictionary<string, string> variables)
    {
        // Paths in these are relative to the project folder, wherever they stand themselves.
        return Of(composeFiles, static _ => ".", variables);
    }

    /// <summary>What a file of <c>extends</c> needs: its paths are relative to its own folder.</summary>
    /// <param name="file">Its path as <see cref="NeededFile"/> gave it.</param>
    public static BundleNeeds OfBase(BundleFile file, IReadOnlyDictionary<string, string> variables) =>
        Of([file], static f => f.Path.LastIndexOf('/') is >= 0 and var slash ? f.Path[..slash] : ".", variables);

    /// <summary>The variables that an env file's values and lone names ask for. Sorted.</summary>
    public static IReadOnlyCollection<string> VariablesOfEnvFile(string text) => DotenvFile.VariableNames(text);

    private static BundleNeeds Of(IReadOnlyList<BundleFile> texts, Func<BundleFile, string> folderOf, IReadOnlyDictionary<string, string> variables)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var files = new List<NeededFile>();

        // Reading the bundle says what is wrong with these texts; here it is of no interest.
        var log = new ProblemLog();
        foreach (var file in texts)
        {
            foreach (var document in YamlText.Read(file.Path, file.Content, log) ?? [])
            {
                VariableNames.Collect(document, names);
                if (document is YamlNode.Map map)
                    files.AddRange(FilesOf(map, folderOf(file), variables, log));
            }

            // A bind mount may begin with ~ once its variables are filled in.
            if (file.Content.Contains('~'))
                names.Add("HOME");
        }

        return new BundleNeeds(names, [.. files.DistinctBy(f => f.Path)]);
    }

    private static IEnumerable<NeededFile> FilesOf(YamlNode.Map document, string folder, IReadOnlyDictionary<string, string> variables, ProblemLog log)
    {
        if (document["services"] is not YamlNode.Map services)
            yield break;
        var interpolation = new InterpolationStage(variables, log);
        foreach (var service in services.Entries.Select(e => e.Value).OfType<YamlNode.Map>())
        {
            var paths = service["env_file"] is { } written ? ListForms.ToPaths(new Value(interpolation.Expand(written), "", log)) as YamlNode.List : null;
            foreach (var item in paths?.Items ?? [])
            {
                if (item is YamlNode.Map file && file["path"] is YamlNode.Scalar { Text.Length: > 0 } path)
                    yield return new NeededFile(Joined(folder, path.Text), (file["required"] as YamlNode.Scalar)?.Text is not "false", NeededFileKind.EnvFile);
            }

            if (service["extends"] is YamlNode.Map extends && extends["file"] is { } from && interpolation.Expand(from) is YamlNode.Scalar { Text.Length: > 0 } name)
                yield return new NeededFile(Joined(folder, name.Text), true, NeededFileKind.Compose);
        }
    }

    private static string Joined(string folder, string path) => folder == "." || path.StartsWith('/') ? path : HostPath.Clean($"{folder}/{path}");
}
