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
    /// <param name="texts">Where the files are read already, or are to be read for those who ask next.</param>
    public static BundleNeeds Of(IReadOnlyList<BundleFile> composeFiles, IReadOnlyDictionary<string, string> variables, ComposeTexts? texts = null)
    {
        // Paths in these are relative to the project folder, wherever they stand themselves.
        return Of(composeFiles, static _ => ".", variables, texts ?? new ComposeTexts());
    }

    /// <summary>What a file of <c>extends</c> needs: its paths are relative to its own folder.</summary>
    /// <param name="file">Its path as <see cref="NeededFile"/> gave it.</param>
    public static BundleNeeds OfBase(BundleFile file, IReadOnlyDictionary<string, string> variables) =>
        Of([file], static f => f.Path.LastIndexOf('/') is >= 0 and var slash ? f.Path[..slash] : ".", variables, new ComposeTexts());

    /// <summary>The variables that an env file's values and lone names ask for. Sorted.</summary>
    public static IReadOnlyCollection<string> VariablesOfEnvFile(string text) => DotenvFile.VariableNames(text);

    private static BundleNeeds Of(IReadOnlyList<BundleFile> composeFiles, Func<BundleFile, string> folderOf, IReadOnlyDictionary<string, string> variables, ComposeTexts texts)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var files = new List<NeededFile>();

        // Reading the bundle says what is wrong with these texts; here it is of no interest.
        var log = new ProblemLog();
        foreach (var file in composeFiles)
        {
            foreach (var document in texts.Read(file, log) ?? [])
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
            return [];
        var interpolation = new InterpolationStage(variables, log);
        return services.Entries
            .Select(e => e.Value)
            .OfType<YamlNode.Map>()
            .SelectMany(s => EnvFilesOf(s, interpolation, log).Concat(BaseOf(s, interpolation)))
            .Select(f => f with { Path = Joined(folder, f.Path) });
    }

    private static IEnumerable<NeededFile> EnvFilesOf(YamlNode.Map service, InterpolationStage interpolation, ProblemLog log)
    {
        if (service["env_file"] is not { } written || ListForms.ToPaths(new Value(interpolation.Expand(written), "", log)) is not YamlNode.List files)
            yield break;
        foreach (var file in files.Items.OfType<YamlNode.Map>())
        {
            if (file["path"] is YamlNode.Scalar { Text.Length: > 0 } path)
                yield return new NeededFile(path.Text, (file["required"] as YamlNode.Scalar)?.Text is not "false", NeededFileKind.EnvFile);
        }
    }

    private static IEnumerable<NeededFile> BaseOf(YamlNode.Map service, InterpolationStage interpolation)
    {
        if (service["extends"] is YamlNode.Map extends && extends["file"] is { } file && interpolation.Expand(file) is YamlNode.Scalar { Text.Length: > 0 } path)
            yield return new NeededFile(path.Text, true, NeededFileKind.Compose);
    }

    private static string Joined(string folder, string path) => folder == "." || path.StartsWith('/') ? path : HostPath.Clean($"{folder}/{path}");
}
