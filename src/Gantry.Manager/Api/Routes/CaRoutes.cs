using System.Text.Json;
using Gantry.Manager.Api.Views;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class CaRoutes
{
    public static void MapCa(this RouteTable routes, ControlApi api)
    {
        routes.One(
            "/v1/ca",
            "The cluster's CA, and which nodes have not followed while it is being replaced. Its ETag is the cluster's.",
            (_, state) => (CaView.Of(state, state.Settings, api.Signing), $"\"{state.ModifiedAt(ObjectKey.Settings)}\""),
            ApiJson.Default.CaItem);
        routes.Answer(
            HttpMethods.Post,
            "/v1/ca/rotate",
            new RouteRule(Access.Admin, "Replaces the cluster's CA: both are accepted until every node has followed, or until it is asked to finish. If-Match is the cluster's ETag.")
            {
                Request = typeof(CaRotateRequest),
                Response = typeof(CaItem),
            },
            request => RotateAsync(api, request));
    }

    private static async Task<ApiAnswer> RotateAsync(ControlApi api, ChangeRequest request)
    {
        var settings = ChangeAnswers.Done(await api.Commands.RotateCa.RunAsync(
            request.Read<CaRotateRequest>(), request.ClusterCondition, request.Actor, request.IsDryRun, request.Aborted));
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(CaView.Of(api.Store.Current, settings, api.Signing), ApiJson.Default.CaItem));
    }
}
