using Gantry.Compose.Interpolation;
using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Merging;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>The files of the bundle that <c>extends</c> names, each read once.</summary>
internal sealed class BaseFiles(Bundle bundle, InterpolationStage interpolation, LongFormStage longForms, TreeMerge merge, ProblemLog log)
{
    private readonly Dictionary<string, YamlNode.Map?> _read = new(StringComparer.Ordinal);

    /// <param name="path">Clean, from the project folder.</param>
    /// <returns>In long forms, its paths from the project folder; null, with a problem, when there is no such file.</returns>
    public YamlNode.Map? Load(string path, Value asker)
    {
        if (_read.TryGetValue(path, out var known))
            return known;
        var file = bundle.FindCompose(path);
        if (RemoteSource.Is(path))
            asker.Error("remote_file", $"{asker.Path} names {ProblemLog.Quote(path)}, but Gantry fetches no files from a network.", "Download it, and name the file.");
        else if (file is null)
            asker.Error("file_missing", $"The file {ProblemLog.Quote(path)} that {asker.Path} names was not found.", "Create it, or correct `file:`.");
        return _read[path] = file is null ? null : Read(file, HostPath.FolderOf(path));
    }

    private YamlNode.Map? Read(BundleFile file, string folder)
    {
        YamlNode.Map? merged = null;
        foreach (var document in (YamlText.Read(file.Path, file.Content, log) ?? []).OfType<YamlNode.Map>())
        {
            var whole = RelativePaths.FromProject(longForms.Apply((YamlNode.Map)interpolation.Expand(document)), folder);

            // The tags of a service that extends another one work on that one, so they stay until it is laid over it.
            merged = merged is null ? whole : merge.Merge(merge.Alone(merged), whole);
        }

        return merged;
    }
}
