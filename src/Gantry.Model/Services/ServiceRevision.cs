namespace Gantry.Model.Services;

/// <summary>One version of what a service's containers are made from. Kept while a live task names it, and 10 more.</summary>
/// <param name="Hash">SHA-256 of the canonical spec; equal hashes never replace a container.</param>
public sealed record ServiceRevision(ServiceId ServiceId, int Number, string Hash, ContainerSpec Container, DateTimeOffset CreatedAt)
{
    /// <summary>The image that the first worker found for the tag: digest, or image id. Later pulls go by it.</summary>
    public string? PinnedImage { get; init; }

    /// <summary>The one image that its tag means: what was built or what the registry said at the deploy, else what the first worker found; null while nobody has said.</summary>
    public string? ImageIdentity => Container.BuiltImage is { } built ? built
        : Container.ImageDigest is { } digest ? ImageReference.WithDigest(Container.Image, digest) : PinnedImage;

    /// <summary>True when <see cref="PinnedImage"/> is an id of an image that came from no registry.</summary>
    public bool IsLocalImage { get; init; }
}
