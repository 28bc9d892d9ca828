using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry service update</c>: an override until the next deploy.</summary>
internal static class ServiceUpdateCommand
{
    public static Command Create(CommandParts parts)
    {
        var service = parts.Service();
        var image = new Option<string?>("--image") { Description = "Image to run.", HelpName = "IMAGE" };
        var replicas = new Option<int?>("--replicas") { Description = "How many.", HelpName = "N" };
        var envAdd = new Option<string[]>("--env-add") { Description = "Set a variable; NAME alone takes this shell's value.", HelpName = "NAME=VALUE" };
        var envRemove = new Option<string[]>("--env-rm") { Description = "Remove a variable.", HelpName = "NAME" };
        var force = new Option<bool>("--force") { Description = "New containers though nothing changed." };
        var withAuth = new Option<bool>("--with-registry-auth")
        {
            Description = "Send this machine's login for the registry of the service's image. With --image it is always sent.",
        };
        return new Command("update", "Change a service until the next deploy of its stack.")
            .With(service, image, replicas, envAdd, envRemove, force, withAuth).Changes(parts)
            .Does(parts, async (session, ct) =>
            {
                var request = new UpdateRequest(
                    session.Get(image),
                    session.Get(replicas),
                    EnvironmentOf(session, session.All(envAdd)),
                    session.All(envRemove) is { Count: > 0 } removed ? removed : null,
                    session.Get(force));
                if (request == new UpdateRequest() && !session.Get(withAuth))
                    throw CliException.Usage("Nothing to update was given.", "There are --image, --replicas, --env-add, --env-rm, --force and --with-registry-auth.");
                if (request.Replicas < 0)
                    throw CliException.Usage($"--replicas {request.Replicas}: it cannot be fewer than none.");
                new ChangeFlow(session).CheckOptions();
                request = request with { RegistryLogins = await LoginsAsync(session, session.Get(service), request.Image, session.Get(withAuth), ct) };
                return await new ChangeFlow(session).RunAsync(
                    dryRun => ApiCall.Post(
                        ApiPath.With(ApiPath.Of("services", session.Get(service), "update"), ("dryRun", dryRun)),
                        request,
                        ApiJson.Default.UpdateRequest),
                    ct);
            });
    }

    /// <returns>Null when there is none to send.</returns>
    private static async Task<IReadOnlyList<RegistryLogin>?> LoginsAsync(
        Session session, string service, string? image, bool isAskedFor, CancellationToken ct)
    {
        if (image is null && !isAskedFor)
            return null;
        image ??= (await session.Api.GetAsync(ApiPath.Of("services", service), ApiJson.Default.ServiceItem, ct)).Image;
        var host = ImageReference.HostOf(image);
        var logins = await new DockerLogins(session.Environment).ForAsync([host], ct);
        if (logins.Count > 0)
            return logins;
        if (isAskedFor)
            session.Printer.Warning($"docker has no login for {host} on this machine, so none is sent. Log in with docker login {host}, or for the cluster with gantry registry login {host}.");
        return null;
    }

    private static Dictionary<string, string>? EnvironmentOf(Session session, IReadOnlyList<string> pairs)
    {
        if (pairs.Count == 0)
            return null;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs.Select(p => Variables.Parse(session, "--env-add", p)))
            environment[name] = value;
        return environment;
    }
}
