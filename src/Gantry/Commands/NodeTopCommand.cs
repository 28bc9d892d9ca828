using System.CommandLine;
using Gantry.Client;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry node top</c></summary>
internal static class NodeTopCommand
{
    public static Command Create(CommandParts parts) =>
        new Command("top", "Show how busy the nodes are, and how much of them is reserved.").Shows(parts, canWatch: true)
            .Does(parts, (session, ct) => session.ListAsync(
                ApiPath.Of("nodes"),
                static () => NodeCommands.Listing() with { Shape = NodeLoadShape.Create() },
                ct));
}
