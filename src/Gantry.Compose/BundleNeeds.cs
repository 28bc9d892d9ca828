using Gantry.Compose.Interpolation;
using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Merging;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>
/// What a client must put into a bundle besides the compose files. It asks twice: for variables first, as paths may hold some,
/// then with their values for files; and it asks <see cref="VariablesOfEnvFile"/> for every env file that it finds.
/// </summary>
/// <param name="Variables">Names to look up in the environment and <c>.env</c>; what is set nowhere is left out of the bundle. Sorted.</param>
/// <param name="Files">Env files, label files, seccomp profiles and the files of <c>extends</c>, in the order of the text. Each of the latter has needs of its own: <see cref="OfBase"/>.</param>
/// <param name="Includes">In the order of the text. Each has needs of its own: <see cref="OfIncluded"/>.</param>
public sealed record BundleNeeds(IReadOnlyCollection<string> Variables, IReadOnlyList<NeededFile> Files, IReadOnlyList<NeededInclude> Includes)
{
    // Paths in these are relative to the project folder, wherever they stand themselves.
    /// <param name="texts">Where the files are read already, or are to be read for those who ask next.</param>
    public static BundleNeeds Of(IReadOnlyList<BundleFile> composeFiles, IReadOnlyDictionary<string, string> variables, ComposeTexts? texts = null) =>
        Of(composeFiles, ".", variables, texts);

    /// <summary>What a file of <c>extends</c> needs: its paths are relative to its own folder.</summary>
    /// <param name="file">Its path as <see cref="NeededFile"/> gave it.</param>
    public static BundleNeeds OfBase(BundleFile file, IReadOnlyDictionary<string, string> variables) =>
        Of([file], HostPath.FolderOf(HostPath.Clean(file.Path)), variables) with { Includes = [] };

    /// <summary>What the files of an <c>include</c> need.</summary>
    /// <param name="variables">With those of the include's own env files: <see cref="IncludeVariables"/>.</param>
    public static BundleNeeds OfIncluded(NeededInclude include, IReadOnlyList<BundleFile> files, IReadOnlyDictionary<string, string> variables) =>
        Of(files, include.Folder, variables);

    /// <summary>The variables that an env file's values and lone names ask for. Sorted.</summary>
    public static IReadOnlyCollection<string> VariablesOfEnvFile(string text) => DotenvFile.VariableNames(text);

    private static BundleNeeds Of(IReadOnlyList<BundleFile> composeFiles, string folder, IReadOnlyDictionary<string, string> variables, ComposeTexts? texts = null)
    {
        texts ??= new ComposeTexts();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var files = new List<NeededFile>();
        var includes = new List<NeededInclude>();

        // Reading the bundle says what is wrong with these texts; here it is of no interest.
        var log = new ProblemLog();
        foreach (var file in composeFiles)
        {
            foreach (var document in texts.Read(file, log) ?? [])
            {
                VariableNames.Collect(document, names);
                if (document is not YamlNode.Map map)
                    continue;
                files.AddRange(FilesOf(map, folder, variables, log));
                includes.AddRange(IncludesOf(map, folder, variables, log));
            }

            // A bind mount may begin with ~ once its variables are filled in.
            if (file.Content.Contains('~'))
                names.Add("HOME");
        }

        return new BundleNeeds(names, [.. files.DistinctBy(f => f.Path)], includes);
    }

    private static IEnumerable<NeededInclude> IncludesOf(YamlNode.Map document, string folder, IReadOnlyDictionary<string, string> variables, ProblemLog log)
    {
        if (document["include"] is not { } written || ListForms.ToIncludes(new Value(new InterpolationStage(variables, log).Expand(written), "", log)) is not YamlNode.List items)
            yield break;
        foreach (var item in items.Items)
        {
            var draft = new IncludeDraft();
            IncludeStage.Keys.Read(new Value(item, "", log), draft);
            if (draft.Paths.Count > 0 && !draft.Paths.Any(RemoteSource.Is))
                yield return NeededInclude.Of(draft, folder);
        }
    }

    private static IEnumerable<NeededFile> FilesOf(YamlNode.Map document, string folder, IReadOnlyDictionary<string, string> variables, ProblemLog log)
    {
        if (document["services"] is not YamlNode.Map services)
            return [];
        var interpolation = new InterpolationStage(variables, log);
        return services.Entries
            .Select(e => e.Value)
            .OfType<YamlNode.Map>()
            .SelectMany(s => EnvFilesOf(s, interpolation, log).Concat(LabelFilesOf(s, interpolation, log)).Concat(BaseOf(s, interpolation)))
            .Where(f => !RemoteSource.Is(f.Path))
            .Select(f => f with { Path = HostPath.Joined(folder, f.Path) })
            .Concat(services.Entries.Select(e => e.Value).OfType<YamlNode.Map>().SelectMany(s => ProfilesOf(s, interpolation)));
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

    private static IEnumerable<NeededFile> LabelFilesOf(YamlNode.Map service, InterpolationStage interpolation, ProblemLog log) =>
        service["label_file"] is { } written && ListForms.ToList(new Value(interpolation.Expand(written), "", log)) is YamlNode.List files
            ? files.Items.OfType<YamlNode.Scalar>().Where(f => f.Text.Length > 0).Select(f => new NeededFile(f.Text, true, NeededFileKind.LabelFile))
            : [];

    private static IEnumerable<NeededFile> ProfilesOf(YamlNode.Map service, InterpolationStage interpolation) =>
        service["security_opt"] is { } written && interpolation.Expand(written) is YamlNode.List options
            ? options.Items.OfType<YamlNode.Scalar>().Select(o => SecurityKeys.ProfileOf(o.Text)).OfType<string>().Select(p => new NeededFile(p, true, NeededFileKind.SeccompProfile))
            : [];

    private static IEnumerable<NeededFile> BaseOf(YamlNode.Map service, InterpolationStage interpolation)
    {
        if (service["extends"] is YamlNode.Map extends && extends["file"] is { } file && interpolation.Expand(file) is YamlNode.Scalar { Text.Length: > 0 } path)
            yield return new NeededFile(path.Text, true, NeededFileKind.Compose);
    }
}
