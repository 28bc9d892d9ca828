using System.CommandLine;
using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Commands;

/// <summary><c>gantry node cordon</c> and <c>uncordon</c>: short for the availabilities pause and active.</summary>
internal static class NodeAvailabilityCommands
{
    public static Command CreateCordon(CommandParts parts) =>
        Create(parts, "cordon", "Give nodes no new tasks. What they run stays.", NodeAvailability.Pause);

    public static Command CreateUncordon(CommandParts parts) =>
        Create(parts, "uncordon", "Let nodes take tasks again, after cordon or drain.", NodeAvailability.Active);

    private static Command Create(CommandParts parts, string verb, string description, NodeAvailability availability)
    {
        var nodes = CommandParts.Several(parts.Node());
        return new Command(verb, description).With(nodes, parts.Common.DryRun, parts.Common.Quiet)
            .Does(parts, (session, ct) => InTurn.DoAsync(session, session.Get(nodes), async node =>
            {
                NodeCommands.Tell(session, await NodeCommands.UpdateAsync(session, node, new NodeUpdateRequest(availability), ct));
                return Output.ExitCode.Ok;
            }, ct));
    }
}
