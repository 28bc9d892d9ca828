namespace Gantry.Worker.Docker;

/// <summary>What the text of an image says of its registry. Rules: distribution's reference grammar.</summary>
internal static class ImageReference
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

    /// <summary>Name without tag and digest, as a repository digest begins.</summary>
    public static string NameOf(string image)
    {
        var name = image.Split('@', 2)[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }
}
