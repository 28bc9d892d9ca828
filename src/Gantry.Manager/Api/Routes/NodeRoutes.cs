using System.Text.Json;
using Gantry.Manager.Api.Views;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class NodeRoutes
{
    public static void MapNodes(this RouteTable routes, ControlApi api)
    {
        routes.List("/v1/nodes", "All nodes.", _ => Feeds.Nodes(api.System.NodeId));
        routes.One(
            "/v1/nodes/{node}",
            "A node. Its ETag is of its availability and labels.",
            (http, state) => Tagged(state, state.NodeNamed(http.RouteText("node")), api.System.NodeId()),
            ApiJson.Default.NodeItem);
        routes.Answer(
            HttpMethods.Post,
            "/v1/nodes/{node}/update",
            new RouteRule(Access.Admin, "Whether a node takes tasks, and its labels.") { Request = typeof(NodeUpdateRequest), Response = typeof(NodeItem) },
            request => UpdateAsync(api, request));
    }

    private static (NodeItem, string?) Tagged(Snapshot state, Node node, NodeId? current) =>
        (NodeView.Of(state, node, current), $"\"{NodeCondition.TagOf(node)}\"");

    private static async Task<ApiAnswer> UpdateAsync(ControlApi api, ChangeRequest request)
    {
        var id = api.Store.Current.NodeNamed(request.Http.RouteText("node")).Id;
        var node = ChangeAnswers.Done(await api.Commands.UpdateNode.RunAsync(
            id, request.Read<NodeUpdateRequest>(), request.NodeCondition, request.Actor, request.IsDryRun, request.Aborted));
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(NodeView.Of(api.Store.Current, node, api.System.NodeId()), ApiJson.Default.NodeItem));
    }
}
