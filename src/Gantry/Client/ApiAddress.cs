using Gantry.Output;

namespace Gantry.Client;

/// <summary>Where a server listens: a unix socket or HTTPS.</summary>
internal abstract record ApiAddress
{
    public const string DefaultSocketPath = "/run/gantry/gantry.sock";

    private const string UnixScheme = "unix://";
    private const int DefaultPort = 4000;

    private ApiAddress()
    {
    }

    /// <exception cref="CliException">Neither form; plain HTTP is refused by name.</exception>
    public static ApiAddress Parse(string text)
    {
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal) && text.Length > UnixScheme.Length)
            return new Socket(text[UnixScheme.Length..]);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw CliException.Usage($"'{text}' is not a server address.", "Write unix:///PATH or https://HOST[:PORT].");
        if (uri.Scheme != Uri.UriSchemeHttps)
            throw CliException.Usage($"'{text}': only unix:// and https:// are spoken; tokens never travel in clear.");
        if (uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            // Not repeated: what is too much may be a token.
            throw CliException.Usage(
                $"The server address of {uri.Host} has more than host and port.",
                "Write https://HOST[:PORT]. A token belongs in a context (gantry context add) or in GANTRY_TOKEN, never in an address.");
        }

        var hasPort = text.AsSpan(Uri.UriSchemeHttps.Length + 3).TrimEnd('/').EndsWith($":{uri.Port}");
        return new Https(uri.IdnHost, hasPort ? uri.Port : DefaultPort);
    }

    internal sealed record Socket(string Path) : ApiAddress
    {
        public override string ToString() => UnixScheme + Path;
    }

    internal sealed record Https(string Host, int Port) : ApiAddress
    {
        public string Authority => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

        public override string ToString() => $"https://{Authority}";
    }
}
