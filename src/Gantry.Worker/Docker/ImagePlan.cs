using Gantry.Model.Services;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Memory;

namespace Gantry.Worker.Docker;

/// <summary>What image collection does next. Pure.</summary>
/// <param name="Gone">Remembered, and not on the engine any more.</param>
/// <param name="Used">A container or a kept revision needs them.</param>
/// <param name="ToRemove">Longest unused first.</param>
internal sealed record ImagePlan(IReadOnlyList<string> Gone, IReadOnlyList<string> Used, IReadOnlyList<ImageSummary> ToRemove)
{
    private static readonly TimeSpan UnusedFor = TimeSpan.FromHours(24);

    // What the list says of an image that has lost its names.
    private static readonly string[] NoNames = ["<none>:<none>", "<none>@<none>"];

    /// <param name="containers">All of the engine, also stopped and foreign ones.</param>
    /// <param name="keep">References and identities that services still name.</param>
    /// <param name="isDiskFull">Then what is unused goes at once.</param>
    public static ImagePlan For(
        IReadOnlyList<PulledImage> pulled,
        IReadOnlyList<ImageSummary> images,
        IReadOnlyList<ContainerSummary> containers,
        IReadOnlyList<string> keep,
        bool isDiskFull,
        DateTimeOffset now)
    {
        var present = images.GroupBy(i => i.Id).ToDictionary(g => g.Key, g => g.First());
        var inContainers = containers.Select(c => c.ImageId).OfType<string>().ToHashSet();
        var kept = keep.Select(ImageReference.Familiar).ToHashSet();
        var ours = pulled.Where(p => present.ContainsKey(p.Id)).ToList();
        var used = ours.Where(p => inContainers.Contains(p.Id) || IsKept(present[p.Id], kept)).ToList();
        var toRemove = ours.Except(used)
            .Where(p => isDiskFull || now - p.LastUsed >= UnusedFor)
            .Where(p => NamesOf(present[p.Id]).All(p.References.Contains))
            .OrderBy(p => p.LastUsed)
            .ThenBy(p => p.Id, StringComparer.Ordinal);
        return new ImagePlan(
            [.. pulled.Where(p => !present.ContainsKey(p.Id)).Select(p => p.Id)],
            [.. used.Select(p => p.Id)],
            [.. toRemove.Select(p => present[p.Id])]);
    }

    public static bool IsKept(ImageSummary image, IReadOnlySet<string> kept) =>
        kept.Contains(image.Id) || NamesOf(image).Any(n => kept.Contains(ImageReference.Familiar(n)));

    /// <summary>What to ask the engine to remove, so that nothing of the image stays: every name, or the image when it has none.</summary>
    public static IReadOnlyList<string> NamesToRemove(ImageSummary image)
    {
        var tags = image.RepoTags.Except(NoNames).ToList();
        var digests = image.RepoDigests.Except(NoNames).ToList();

        // With the last tag of a repository its digest goes too.
        if (tags.Count > 0)
            return [.. tags, .. digests.Where(d => !tags.Exists(t => ImageReference.NameOf(t) == ImageReference.NameOf(d)))];
        return digests.Count > 1 ? digests : [image.Id];
    }

    private static IEnumerable<string> NamesOf(ImageSummary image) => image.RepoTags.Concat(image.RepoDigests).Except(NoNames);
}
