namespace Gantry.Model.Services;

/// <summary>What the text of an image says of its registry. Rules: distribution's reference grammar.</summary>
public static class ImageReference
{
    private const string DefaultHost = "docker.io";

    /// <summary>The first part is a host when it has a dot or a port, or is localhost; else it is the engine's default registry.</summary>
    public static string HostOf(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return DefaultHost;
        var first = image[..slash];
        return first == "localhost" || first.AsSpan().IndexOfAny('.', ':') >= 0 ? first : DefaultHost;
    }

    /// <summary>As the engine lists it: without the default registry, with the default tag, and by digest alone when there is one.</summary>
    public static string Familiar(string image)
    {
        if (IsId(image))
            return image;
        var name = NameOf(image);
        foreach (var prefix in (string[])["index.docker.io/", "docker.io/", "library/"])
            name = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        if (image.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
            return name + image[at..];
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? name + image[colon..] : name + ":latest";
    }

    /// <summary>True: an engine's own id of an image, which no registry knows.</summary>
    public static bool IsId(string image) => image.StartsWith("sha256:", StringComparison.Ordinal);

    /// <summary>A name alone would mean every tag that its repository has.</summary>
    public static string WithTag(string image) =>
        HasDigest(image) || image.LastIndexOf(':') > image.LastIndexOf('/') ? image : image + ":latest";

    /// <summary>True: it names one image for ever, whatever becomes of its tag.</summary>
    public static bool HasDigest(string image) => image.Contains('@', StringComparison.Ordinal);

    /// <returns><c>sha256:…</c>; null when it names none.</returns>
    public static string? DigestOf(string image) => image.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? image[(at + 1)..] : null;

    /// <summary>That image of the repository, without the tag: engines do not take both in all calls.</summary>
    /// <param name="digest"><c>sha256:…</c>, as registries say it.</param>
    public static string WithDigest(string image, string digest) => $"{NameOf(image)}@{digest}";

    /// <summary>Name without tag and digest, as a repository digest begins.</summary>
    public static string NameOf(string image)
    {
        var name = image.Split('@', 2)[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }
}
