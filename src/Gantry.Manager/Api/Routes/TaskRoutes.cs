using Gantry.Manager.Api.Views;
using Gantry.Manager.Api.Watch;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class TaskRoutes
{
    public static void MapTasks(this RouteTable routes, ControlApi api)
    {
        routes.List(
            "/v1/tasks",
            "Tasks: one a slot, or with all=true their history too.",
            http => Feeds.Tasks(FilterOf(http)),
            ("stack", "Only of this stack."),
            ("service", "Only of this service."),
            ("node", "Only on this node."),
            ("all", "true: history too."));
        routes.One(
            "/v1/tasks/{task}",
            "A task.",
            (http, state) => (TaskView.Of(state, state.TaskNamed(http.RouteText("task"))), null),
            ApiJson.Default.TaskItem);

        TaskFilter FilterOf(HttpContext http)
        {
            var state = api.Store.Current;
            ServiceId? service = http.QueryText("service") is { } name ? state.ServiceNamed(name).Id : null;
            NodeId? node = http.QueryText("node") is { } host ? state.NodeNamed(host).Id : null;
            return new TaskFilter(http.QueryText("stack"), service, node, http.QueryFlag("all"));
        }
    }
}
