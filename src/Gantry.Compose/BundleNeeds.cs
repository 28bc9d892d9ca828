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
/// <param name="Files">Env files, in the order of the text.</param>
public sealed record BundleNeeds(IReadOnlyCollection<string> Variables, IReadOnlyList<NeededFile> Files)
{
    public static BundleNeeds Of(IReadOnlyList<BundleFile> composeFiles, IReadOnlyDictionary<string, string> variables)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var files = new List<NeededFile>();

        // Reading the bundle says what is wrong with these texts; here it is of no interest.
        var log = new ProblemLog();
        foreach (var file in composeFiles)
        {
            foreach (var document in YamlText.Read(file.Path, file.Content, log) ?? [])
            {
                VariableNames.Collect(document, names);
                if (document is YamlNode.Map map)
                    files.AddRange(EnvFilesOf(map, variables, log));
            }

            // A bind mount may begin with ~ once its variables are filled in.
            if (file.Content.Contains('~'))
                names.Add("HOME");
        }

        return new BundleNeeds(names, [.. files.DistinctBy(f => f.Path)]);
    }

    /// <summary>The variables that an env file's values and lone names ask for. Sorted.</summary>
    public static IReadOnlyCollection<string> VariablesOfEnvFile(string text) => DotenvFile.VariableNames(text);

    private static IEnumerable<NeededFile> EnvFilesOf(YamlNode.Map document, IReadOnlyDictionary<string, string> variables, ProblemLog log)
    {
        if (document["services"] is not YamlNode.Map services)
            yield break;
        var interpolation = new InterpolationStage(variables, log);
        foreach (var service in services.Entries)
        {
            if (service.Value is not YamlNode.Map map || map["env_file"] is not { } written)
                continue;
            var paths = ListForms.ToPaths(new Value(interpolation.Expand(written), "", log)) as YamlNode.List;
            foreach (var item in paths?.Items ?? [])
            {
                if (item is YamlNode.Map file && file["path"] is YamlNode.Scalar { Text.Length: > 0 } path)
                    yield return new NeededFile(path.Text, (file["required"] as YamlNode.Scalar)?.Text is not "false");
            }
        }
    }
}
