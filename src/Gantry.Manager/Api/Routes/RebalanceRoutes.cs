using System.Text.Json;
using Gantry.Manager.Control;
using Gantry.Manager.Planning.Rebalancing;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class RebalanceRoutes
{
    public static void MapRebalance(this RouteTable routes, ControlApi api) => routes.Answer(
        HttpMethods.Post,
        "/v1/rebalance",
        new RouteRule(Access.Admin, "Moves a few running tasks to nodes that have become the better ones: answers with all that move now. If-Match is the cluster's ETag.")
        {
            Request = typeof(RebalanceRequest),
            Response = typeof(Listed<MoveItem>),
        },
        request => RebalanceAsync(api, request));

    private static async Task<ApiAnswer> RebalanceAsync(ControlApi api, ChangeRequest request)
    {
        var plan = ChangeAnswers.Done(await api.Commands.Rebalance.RunAsync(
            request.Read<RebalanceRequest>(), request.ClusterCondition, request.Actor, request.IsDryRun, request.Aborted));
        List<MoveItem> moves = [.. plan.UnderWay.Select(m => ItemOf(m, isUnderWay: true)), .. plan.Moves.Select(m => ItemOf(m, isUnderWay: false))];
        var list = new Listed<MoveItem>(moves, api.Store.Current.Revision.ToString());
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(list, ApiJson.Default.ListedMoveItem));
    }

    private static MoveItem ItemOf(PlannedMove move, bool isUnderWay) =>
        new(move.Task.Id, move.Task.Name, move.From.Name, move.To.Name, move.Why, isUnderWay);
}
