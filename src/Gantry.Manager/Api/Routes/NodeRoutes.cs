using System.Text.Json;
using Gantry.Manager.Api.Views;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class NodeRoutes
{
    public static void MapNodes(this RouteTable routes, ControlApi api)
    {
        routes.List("/v1/nodes", "All nodes.", _ => Feeds.Nodes(api.System.NodeId));
        routes.One(
            "/v1/nodes/{node}",
            "A node.",
            (http, state) => (NodeView.Of(state, state.NodeNamed(http.RouteText("node")), api.System.NodeId()), null),
            ApiJson.Default.NodeItem);
        routes.Answer(
            HttpMethods.Post,
            "/v1/nodes/{node}/update",
            new RouteRule(Access.Admin, "Whether a node takes tasks, and its labels.") { Request = typeof(NodeUpdateRequest), Response = typeof(NodeItem) },
            request => UpdateAsync(api, request));
    }

    private static async Task<ApiAnswer> UpdateAsync(ControlApi api, ChangeRequest request)
    {
        var id = api.Store.Current.NodeNamed(request.Http.RouteText("node")).Id;
        var outcome = await api.Commands.UpdateNode.RunAsync(id, request.Read(ApiJson.Default.NodeUpdateRequest), request.Actor, request.Aborted);
        var node = outcome switch
        {
            NodeOutcome.Done(var done) => done,
            NodeOutcome.NotFound(var reason) => throw Problem.NotFound(reason),
            NodeOutcome.Refused(var reason) => throw Problem.Refused(reason),
            _ => throw new System.Diagnostics.UnreachableException($"No such outcome: {outcome}."),
        };
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(NodeView.Of(api.Store.Current, node, api.System.NodeId()), ApiJson.Default.NodeItem));
    }
}
