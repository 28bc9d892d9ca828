using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry node rm</c> and <c>declare-lost</c>: machines that are not coming back.</summary>
internal static class NodeRemovalCommands
{
    public static Command CreateRm(CommandParts parts)
    {
        var nodes = CommandParts.Several(parts.Node());
        var force = new Option<bool>("--force", "-f")
        {
            Description = "Also one that runs tasks, or that alone has a volume's data: the tasks are replaced elsewhere, the volumes begin empty.",
        };
        var command = new Command("rm", "Remove nodes that are down, or drained and empty. Their certificates are refused from then on.")
            .With(nodes, force, parts.Common.DryRun, parts.Common.Quiet);
        command.Aliases.Add("remove");
        return command.Does(parts, (session, ct) => InTurn.DoAsync(session, session.Get(nodes), async name =>
        {
            var node = await NodeNames.ResolvedAsync(session, name, ct);
            var path = ApiPath.With(
                ApiPath.Of("nodes", node), ("force", ApiPath.Flag(session.Get(force))), ("dryRun", ApiPath.Flag(session.IsDryRun)));
            var removed = await session.Api.CallAsync(ApiCall.Delete(path), ApiJson.Default.NodeItem, ct);
            Tell(session, removed, "removed");
            return ExitCode.Ok;
        }, ct));
    }

    public static Command CreateDeclareLost(CommandParts parts)
    {
        var nodes = CommandParts.Several(parts.Node());
        return new Command("declare-lost", "Count nodes that are silent as down at once, so that their tasks are replaced elsewhere.")
            .With(nodes, parts.Common.DryRun, parts.Common.Quiet)
            .Does(parts, (session, ct) => InTurn.DoAsync(session, session.Get(nodes), async name =>
            {
                var node = await NodeNames.ResolvedAsync(session, name, ct);
                var lost = await session.Api.CallAsync(ApiCall.Post(session.ChangePath("nodes", node, "declare-lost")), ApiJson.Default.NodeItem, ct);
                Tell(session, lost, "down");
                return ExitCode.Ok;
            }, ct));
    }

    private static void Tell(Session session, NodeItem node, string what) =>
        session.Printer.Line(session.IsQuiet ? node.Id.ToString() : $"{node.Name} {(session.IsDryRun ? "would be" : "is")} {what}.");
}
