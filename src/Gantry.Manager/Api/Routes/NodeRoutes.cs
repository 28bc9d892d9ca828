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
        routes.List("/v1/nodes", "All nodes.", _ => Feeds.Nodes(api.System.NodeId, api.Usages));
        routes.One(
            "/v1/nodes/{node}",
            "A node. Its ETag is of its availability and labels.",
            (http, state) => Tagged(api, state, state.NodeNamed(http.RouteText("node"))),
            ApiJson.Default.NodeItem);
        routes.List(
            "/v1/nodes/{node}/leaving",
            "What a drained node has not left behind yet, and why. Empty once it may be removed and all that it ran has a place.",
            http => Feeds.Leaving(api.Store.Current.NodeNamed(http.RouteText("node")).Id),
            [404, 409]);
        routes.Answer(
            HttpMethods.Post,
            "/v1/nodes/{node}/update",
            new RouteRule(Access.Admin, "Whether a node takes tasks, and its labels.") { Request = typeof(NodeUpdateRequest), Response = typeof(NodeItem) },
            request => UpdateAsync(api, request));
        routes.Answer(
            HttpMethods.Post,
            "/v1/nodes/{node}/declare-lost",
            new RouteRule(Access.Admin, "A node that is silent counts as down at once: its tasks are replaced elsewhere.") { Response = typeof(NodeItem) },
            async request => Shown(api, ChangeAnswers.Done(await api.Commands.DeclareNodeLost.RunAsync(
                Asked(api, request), request.NodeCondition, request.Actor, request.IsDryRun, request.Aborted))));
        routes.Answer(
            HttpMethods.Delete,
            "/v1/nodes/{node}",
            new RouteRule(Access.Admin, "Removes a node that is down, or drained and empty. Its certificate is refused from then on.")
            {
                Query = [("force", "true: also one that runs tasks, or alone has the data of a volume.")],
                Response = typeof(NodeItem),
            },
            async request => Shown(api, ChangeAnswers.Done(await api.Commands.RemoveNode.RunAsync(
                Asked(api, request), request.Http.QueryFlag("force"), request.NodeCondition, request.Actor, request.IsDryRun, request.Aborted))));
    }

    private static (NodeItem, string?) Tagged(ControlApi api, Snapshot state, Node node) =>
        (NodeView.Of(state, node, api.System.NodeId(), api.Usages), $"\"{NodeCondition.TagOf(node)}\"");

    private static async Task<ApiAnswer> UpdateAsync(ControlApi api, ChangeRequest request) => Shown(api, ChangeAnswers.Done(
        await api.Commands.UpdateNode.RunAsync(
            Asked(api, request), request.Read<NodeUpdateRequest>(), request.NodeCondition, request.Actor, request.IsDryRun, request.Aborted)));

    private static NodeId Asked(ControlApi api, ChangeRequest request) => api.Store.Current.NodeNamed(request.Http.RouteText("node")).Id;

    private static ApiAnswer Shown(ControlApi api, Node node) =>
        new(200, JsonSerializer.SerializeToUtf8Bytes(NodeView.Of(api.Store.Current, node, api.System.NodeId(), api.Usages), ApiJson.Default.NodeItem));
}
