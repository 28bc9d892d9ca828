using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry service …</c></summary>
internal static class ServiceCommands
{
    public static Command Create(CommandParts parts) => new Command("service", "Services: what a stack runs.").With(
        CreateLs(parts),
        CreateInspect(parts),
        TaskLists.CreateServicePs(parts),
        LogsCommand.Create(parts, isOfTask: false),
        CreateScale(parts),
        ServiceUpdateCommand.Create(parts),
        CreateRestart(parts),
        CreateRm(parts));

    public static Listing<ServiceItem> Listing() =>
        new(ServiceShape.Create(), ApiJson.Default.ListedServiceItem, ApiJson.Default.ChangeItemServiceItem);

    private static Command CreateLs(CommandParts parts)
    {
        var stack = parts.OfStack("Only this stack's.");
        var command = new Command("ls", "List services.").With(stack).Shows(parts, canWatch: true);
        command.Aliases.Add("list");
        return command.Does(parts, (session, ct) => session.ListAsync(
            ApiPath.With(ApiPath.Of("services"), ("stack", session.Get(stack))),
            Listing,
            ct));
    }

    private static Command CreateInspect(CommandParts parts)
    {
        var services = CommandParts.Several(parts.Service());
        return new Command("inspect", "Show everything about services.").With(services).Inspects(parts)
            .Does(parts, (session, ct) => session.InspectAsync(
                "services", session.Get(services), Listing, ApiJson.Default.ServiceItem, ct));
    }

    private static Command CreateScale(CommandParts parts)
    {
        var targets = parts.ServiceReplicas("Services and how many replicas each is to have, until the next deploy.");
        return new Command("scale", "Change how many replicas services have.").With(targets).Changes(parts)
            .Does(parts, (session, ct) =>
            {
                // All are read before the first is changed. Of two for one service the last one counts.
                var replicas = new Dictionary<string, int>(StringComparer.Ordinal);
                foreach (var (service, count) in session.Get(targets).Select(ParseScale))
                    replicas[service] = count;
                return InTurn.DoAsync(session, [.. replicas.Keys], service => new ChangeFlow(session).RunAsync(
                    dryRun => ApiCall.Post(
                        ApiPath.With(ApiPath.Of("services", service, "scale"), ("dryRun", dryRun)),
                        new ScaleRequest(replicas[service]),
                        ApiJson.Default.ScaleRequest),
                    ct), ct);
            });
    }

    private static (string Service, int Replicas) ParseScale(string text)
    {
        var equals = text.LastIndexOf('=');
        return equals > 0 && int.TryParse(text.AsSpan(equals + 1), out var replicas) && replicas >= 0
            ? (text[..equals], replicas)
            : throw CliException.Usage($"'{text}' is not SERVICE=REPLICAS.", "For example: gantry service scale shop_web=3");
    }

    private static Command CreateRestart(CommandParts parts)
    {
        var services = CommandParts.Several(parts.Service());
        return new Command("restart", "Replace a service's containers, one after the other.").With(services).Changes(parts)
            .Does(parts, (session, ct) => InTurn.DoAsync(session, session.Get(services), service => new ChangeFlow(session).RunAsync(
                dryRun => ApiCall.Post(ApiPath.With(ApiPath.Of("services", service, "restart"), ("dryRun", dryRun))), ct), ct));
    }

    private static Command CreateRm(CommandParts parts)
    {
        var services = CommandParts.Several(parts.Service());
        var command = new Command("rm", "Remove services until the next deploy of their stack.").With(services, parts.Common.Yes).Changes(parts);
        command.Aliases.Add("remove");
        return command.Does(parts, async (session, ct) =>
        {
            var names = session.Get(services);
            var needsAnswer = !session.IsDryRun && !session.Get(session.Common.Yes);
            if (needsAnswer && !await Confirmation.OfAsync(session, preview: null, $"Remove {string.Join(", ", names)}?", ct))
                return ExitCode.Error;
            return await InTurn.DoAsync(session, names, service => new ChangeFlow(session).RunAsync(
                dryRun => ApiCall.Delete(ApiPath.With(ApiPath.Of("services", service), ("dryRun", dryRun))), ct), ct);
        });
    }
}
