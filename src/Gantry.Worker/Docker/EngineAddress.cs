namespace Gantry.Worker.Docker;

/// <summary>Where the engine listens. Unix sockets only: an engine on TCP is root for whoever reaches it.</summary>
internal sealed record EngineAddress(string SocketPath)
{
    private const string Scheme = "unix://";

    public static readonly EngineAddress Default = new("/var/run/docker.sock");

    /// <summary>The flag, else <c>DOCKER_HOST</c>, else the default socket.</summary>
    /// <exception cref="FormatException">The text is not <c>unix://</c> and an absolute path.</exception>
    public static EngineAddress From(string? flag, string? dockerHost)
    {
        if (!string.IsNullOrEmpty(flag))
            return Parse(flag, "--engine");
        return string.IsNullOrEmpty(dockerHost) ? Default : Parse(dockerHost, "DOCKER_HOST");
    }

    public override string ToString() => Scheme + SocketPath;

    private static EngineAddress Parse(string text, string source)
    {
        var path = text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : "";
        return path.StartsWith('/')
            ? new EngineAddress(path)
            : throw new FormatException(
                $"{source} is '{text}', but only unix sockets are supported: write unix:///path/to/docker.sock.");
    }
}
