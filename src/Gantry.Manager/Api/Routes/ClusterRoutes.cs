using System.Text.Json;
using Gantry.Manager.Api.Views;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class ClusterRoutes
{
    public static void MapCluster(this RouteTable routes, ControlApi api)
    {
        routes.One(
            "/v1/cluster",
            "What holds for the whole cluster, and how much of its address pool is given out. Its ETag is of the settings.",
            (_, state) => (ClusterView.Of(state, state.Settings), $"\"{state.ModifiedAt(ObjectKey.Settings)}\""),
            ApiJson.Default.ClusterItem);
        routes.Answer(
            HttpMethods.Post,
            "/v1/cluster/update",
            new RouteRule(Access.Admin, "The scheduling strategy, the address pool, how soon silent nodes are noticed, who rebalances, and how long certificates of nodes are good: from now on.")
            {
                Request = typeof(ClusterUpdateRequest),
                Response = typeof(ClusterItem),
            },
            request => UpdateAsync(api, request));
    }

    private static async Task<ApiAnswer> UpdateAsync(ControlApi api, ChangeRequest request)
    {
        var settings = ChangeAnswers.Done(await api.Commands.UpdateCluster.RunAsync(
            request.Read<ClusterUpdateRequest>(), request.ClusterCondition, request.Actor, request.IsDryRun, request.Aborted));
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(ClusterView.Of(api.Store.Current, settings), ApiJson.Default.ClusterItem));
    }
}
