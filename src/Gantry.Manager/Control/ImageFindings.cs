using System.Collections.ObjectModel;

namespace Gantry.Manager.Control;

/// <summary>What registries said of images.</summary>
/// <param name="Digests">By the image's name in the files: what it means there. One that could not be found out is left out.</param>
/// <param name="Warnings">What could not be found out and why, one sentence an image.</param>
internal sealed record ImageFindings(IReadOnlyDictionary<string, string> Digests, IReadOnlyList<string> Warnings)
{
    public static readonly ImageFindings None = new(ReadOnlyDictionary<string, string>.Empty, []);
}
