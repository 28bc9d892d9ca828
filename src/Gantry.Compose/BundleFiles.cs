using Gantry.Compose.Mapping;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>Files of a bundle by their paths.</summary>
internal static class BundleFiles
{
    /// <summary>A file that a compose text names; null when the bundle does not have it, or it is no text.</summary>
    /// <param name="path">From the project folder; <c>./a</c> and <c>a</c> are the same.</param>
    public static BundleFile? Find(this Bundle bundle, string path) => In(bundle.Files, path);

    /// <summary>The same, where the text may name one of the compose files, too.</summary>
    public static BundleFile? FindCompose(this Bundle bundle, string path) => In(bundle.Files, path) ?? In(bundle.ComposeFiles, path);

    private static BundleFile? In(IReadOnlyList<BundleFile> files, string path)
    {
        var cleaned = HostPath.Clean(path);
        return files.FirstOrDefault(f => !f.IsBase64 && HostPath.Clean(f.Path) == cleaned);
    }
}
