using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry node …</c></summary>
internal static class NodeCommands
{
    public static Command Create(CommandParts parts) =>
        new Command("node", "Nodes: the machines that run tasks.").With(
            CreateLs(parts),
            CreateInspect(parts),
            TaskLists.CreateNodePs(parts),
            NodeAddCommand.Create(parts),
            NodeTopCommand.Create(parts),
            CreateUpdate(parts),
            NodeLabelCommand.Create(parts),
            NodeAvailabilityCommands.CreateCordon(parts),
            NodeAvailabilityCommands.CreateUncordon(parts),
            NodeDrainCommand.Create(parts),
            NodeRemovalCommands.CreateDeclareLost(parts),
            NodeRemovalCommands.CreateRm(parts),
            NodeTokenCommands.Create(parts));

    public static Listing<NodeItem> Listing() => new(NodeShape.Create(), ApiJson.Default.ListedNodeItem, ApiJson.Default.ChangeItemNodeItem);

    /// <summary>Sends what a person decides about a node.</summary>
    public static async Task<NodeItem> UpdateAsync(Session session, string node, NodeUpdateRequest request, CancellationToken ct)
    {
        var named = await NodeNames.ResolvedAsync(session, node, ct);
        return await session.Api.CallAsync(
            ApiCall.Post(session.ChangePath("nodes", named, "update"), request, ApiJson.Default.NodeUpdateRequest), ApiJson.Default.NodeItem, ct);
    }

    public static void Tell(Session session, NodeItem item) =>
        session.Printer.Line(session.IsQuiet ? item.Id.ToString() : $"{item.Name} {(session.IsDryRun ? "would be" : "is")} {Decided(item)}.");

    private static Command CreateLs(CommandParts parts)
    {
        var command = new Command("ls", "List nodes.").Shows(parts, canWatch: true);
        command.Aliases.Add("list");
        return command.Does(parts, (session, ct) => session.ListAsync(
            ApiPath.Of("nodes"), Listing, ct));
    }

    private static Command CreateInspect(CommandParts parts)
    {
        var nodes = CommandParts.Several(parts.Node());
        return new Command("inspect", "Show everything about nodes.").With(nodes).Inspects(parts)
            .Does(parts, async (session, ct) =>
            {
                var names = await Task.WhenAll(session.Get(nodes).Select(name => NodeNames.ResolvedAsync(session, name, ct)));
                return await session.InspectAsync("nodes", names, Listing, ApiJson.Default.NodeItem, ct);
            });
    }

    private static Command CreateUpdate(CommandParts parts)
    {
        var node = parts.Node();
        var availability = new Option<string?>("--availability")
        {
            Description = "active, pause or drain.",
            HelpName = "WHAT",
            CompletionSources = { "active", "pause", "drain" },
        };
        var labelAdd = new Option<string[]>("--label-add") { Description = "Set a label.", HelpName = "KEY=VALUE" };
        var labelRemove = new Option<string[]>("--label-rm") { Description = "Remove a label.", HelpName = "KEY" };
        return new Command("update", "Change what a node is for.").With(node, availability, labelAdd, labelRemove, parts.Common.DryRun, parts.Common.Quiet)
            .Does(parts, async (session, ct) =>
            {
                var request = new NodeUpdateRequest(
                    AvailabilityOf(session.Get(availability)),
                    LabelsOf(session.All(labelAdd)),
                    session.All(labelRemove) is { Count: > 0 } removed ? removed : null);
                if (request == new NodeUpdateRequest())
                    throw CliException.Usage("Nothing to update was given.", "There are --availability, --label-add and --label-rm.");
                Tell(session, await UpdateAsync(session, session.Get(node), request, ct));
                return ExitCode.Ok;
            });
    }

    private static string Decided(NodeItem node)
    {
        var availability = node.Availability.ToString().ToLowerInvariant();
        return node.Labels.Count == 0 ? availability : $"{availability} with {string.Join(", ", Labels.Of(node.Labels))}";
    }

    private static NodeAvailability? AvailabilityOf(string? text) => text switch
    {
        null => null,
        "active" => NodeAvailability.Active,
        "pause" => NodeAvailability.Pause,
        "drain" => NodeAvailability.Drain,
        _ => throw CliException.Usage($"--availability {text}: there are active, pause and drain."),
    };

    private static Dictionary<string, string>? LabelsOf(IReadOnlyList<string> pairs) => pairs.Count == 0
        ? null
        : pairs.Select(p => p.Split('=', 2)).GroupBy(p => p[0]).ToDictionary(g => g.Key, g => g.Last() is [_, var value] ? value : "");
}
