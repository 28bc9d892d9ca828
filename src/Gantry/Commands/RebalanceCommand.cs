using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry rebalance</c></summary>
internal static class RebalanceCommand
{
    public static Command Create(CommandParts parts)
    {
        var moves = Number("--moves", "How many tasks move at a time, with those that move already.", RebalanceRequest.DefaultMoves);
        var perService = Number("--per-service", "How many of one service.", RebalanceRequest.DefaultPerService);
        return new Command("rebalance", "Move a few running tasks to nodes that have become the better ones, each successor ready before its task stops. What has data on its node stays.")
            .With(moves, perService, parts.Common.DryRun).Shows(parts)
            .Does(parts, async (session, ct) =>
            {
                var view = session.View(MoveShape.Create());
                var request = new RebalanceRequest(session.Get(moves), session.Get(perService));
                var list = await session.Api.CallAsync(
                    ApiCall.Post(session.ChangePath("rebalance"), request, ApiJson.Default.RebalanceRequest), ApiJson.Default.ListedMoveItem, ct);
                if (list.Items.Count == 0 && session.Form() is OutputForm.Table)
                    session.Printer.Line("Nothing is to move: no task would be better off elsewhere by enough.");
                else
                    view.Print(list);
                return ExitCode.Ok;
            });
    }

    private static Option<int> Number(string name, string description, int fallback) =>
        new(name) { Description = $"{description} Default {fallback}.", HelpName = "N", DefaultValueFactory = _ => fallback };
}
