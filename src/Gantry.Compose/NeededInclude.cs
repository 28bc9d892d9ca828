using Gantry.Compose.Mapping;
using Gantry.Compose.Merging;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>Files that <c>include</c> names together. All paths are from the project folder.</summary>
/// <param name="Paths">Compose files, clean, in merge order.</param>
/// <param name="Folder">Where their relative paths start.</param>
/// <param name="EnvFiles">Variables of their own; a later one wins.</param>
public sealed record NeededInclude(IReadOnlyList<string> Paths, string Folder, IReadOnlyList<NeededFile> EnvFiles)
{
    /// <param name="from">The folder that the including file's paths start from.</param>
    internal static NeededInclude Of(IncludeDraft draft, string from)
    {
        var paths = draft.Paths.Select(p => Seen(from, p)).ToList();
        var folder = draft.ProjectDirectory is { } given ? Seen(from, given) : HostPath.FolderOf(paths[0]);
        if (folder.Length == 0)
            folder = ".";
        IReadOnlyList<NeededFile> envFiles = draft.EnvFiles.Count > 0
            ? [.. draft.EnvFiles.Where(f => f is not "/dev/null").Select(f => new NeededFile(Seen(from, f), true, NeededFileKind.EnvFile))]
            : [new NeededFile(HostPath.Clean($"{folder}/.env"), false, NeededFileKind.EnvFile)];
        return new NeededInclude(paths, folder, envFiles);
    }

    private static string Seen(string from, string path) => RemoteSource.Is(path) ? path : HostPath.Clean(HostPath.Joined(from, path));
}
