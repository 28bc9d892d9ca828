using Gantry.Output;

namespace Gantry.Client;

/// <summary>
/// Which server a command talks to: <c>--host</c>, <c>--context</c>, <c>GANTRY_HOST</c>, <c>GANTRY_CONTEXT</c>,
/// the current context, the default socket; the first that is given.
/// </summary>
internal static class TargetChoice
{
    public static ApiTarget Of(string? host, string? context, Func<string, string?> variable)
    {
        if (host is not null && context is not null)
            throw CliException.Usage("--host and --context both name a server. Give one of them.");
        if (host is null && context is null)
        {
            host = variable("GANTRY_HOST") is { Length: > 0 } named ? named : null;
            context = host is null && variable("GANTRY_CONTEXT") is { Length: > 0 } chosen ? chosen : null;
        }

        var target = host is not null ? OfHost(host, variable) : OfContext(context, variable);
        if (target.Token?.Any(c => c is <= ' ' or > '~') == true)
            throw CliException.Usage("The token has characters that no token has.", "Copy it whole and without line ends: into a context with gantry context add --token-file, or into GANTRY_TOKEN.");
        return target;
    }

    private static ApiTarget OfHost(string host, Func<string, string?> variable)
    {
        var address = ApiAddress.Parse(host);
        if (address is ApiAddress.Socket)
            return new ApiTarget([address]);

        // A context that has the same address knows its authority and token, so that --host alone is enough.
        var file = ContextFile.Of(variable);
        var known = file.Load().Contexts.FirstOrDefault(c => c.Addresses.Any(a => IsSame(a, address)));
        var named = AuthorityFrom(variable);
        return new ApiTarget(
            [address],
            variable("GANTRY_TOKEN") is { Length: > 0 } token ? token : known?.Token,
            named ?? known?.CertificateAuthority)
        {
            KeepAuthority = named is null ? Keeping(file, known) : null,
        };
    }

    private static ApiTarget OfContext(string? name, Func<string, string?> variable)
    {
        var file = ContextFile.Of(variable);
        var contexts = file.Load();
        name ??= contexts.Current;
        if (name is null)
            return new ApiTarget([new ApiAddress.Socket(ApiAddress.DefaultSocketPath)]);
        var context = contexts.Find(name) ?? throw new CliException(
            ExitCode.NotFound,
            $"There is no context '{name}' in {file.Path}.",
            "gantry context ls shows those that there are.");
        if (context.Addresses.Count == 0)
            throw new CliException(ExitCode.Error, $"The context '{name}' in {file.Path} has no address.", $"Add it anew: gantry context add {name} --address https://HOST.");
        return context.ToTarget() with { KeepAuthority = Keeping(file, context) };
    }

    private static Action<string>? Keeping(ContextFile file, ClientContext? context) =>
        context?.CertificateAuthority is { } before ? next => file.Save(file.Load().WithAuthority(before, next)) : null;

    private static bool IsSame(string text, ApiAddress address) =>
        text.Contains("://", StringComparison.Ordinal) && ApiAddress.Parse(text) == address;

    private static string? AuthorityFrom(Func<string, string?> variable)
    {
        if (variable("GANTRY_CA_FILE") is not { Length: > 0 } path)
            return null;
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"GANTRY_CA_FILE {path} cannot be read: {e.Message}", "Name the file with the cluster's authority, or keep it in a context: gantry context add --ca.", e);
        }
    }
}
