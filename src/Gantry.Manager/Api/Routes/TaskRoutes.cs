using Gantry.Manager.Api.Streams;
using Gantry.Manager.Api.Views;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
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
            [404, 409],
            ("stack", "Only of this stack."),
            ("service", "Only of this service."),
            ("node", "Only on this node."),
            ("all", "true: history too."));
        routes.One(
            "/v1/tasks/{task}",
            "A task.",
            (http, state) => (TaskView.Of(state, state.TaskNamed(http.RouteText("task"))), null),
            ApiJson.Default.TaskItem);

        var logs = new LogAnswer(api);
        var exec = new ExecBridge(api);
        routes.Read("/v1/tasks/{task}/explanation", "Why a task is as it is, with numbers.", new Explaining(api).OfTaskAsync, ApiJson.Default.Explanation);
        routes.Stream("/v1/tasks/{task}/logs", LogsRule("The output of a task, also of one that has ended.") with { Problems = [404, 409, 410, 503] }, logs.OfTaskAsync);
        routes.Stream(
            "/v1/tasks/{task}/exec",
            new RouteRule(Access.Write, $"A command in the task's container, as a WebSocket with sub-protocol {ExecBridge.Protocol}.") { ContentType = "application/octet-stream", Problems = [404, 409, 422, 503] },
            exec.RunAsync,
            HttpMethods.Get,
            HttpMethods.Connect);
        routes.Read(
            "/v1/usage",
            "What running tasks use right now.",
            (http, ct) => UsageAsync(api, http, ct),
            ApiJson.Default.ListedTaskUsage,
            ("stack", "Only of this stack."),
            ("service", "Only of this service."));

        TaskFilter FilterOf(HttpContext http)
        {
            var state = api.Store.Current;
            ServiceId? service = http.QueryText("service") is { } name ? state.ServiceNamed(name).Id : null;
            NodeId? node = http.QueryText("node") is { } host ? state.NodeNamed(host).Id : null;
            return new TaskFilter(state.StackAsked(http), service, node, http.QueryFlag("all"));
        }
    }

    public static RouteRule LogsRule(string summary) =>
        new(Access.Read, summary) { Query = LogAnswer.Query, Response = typeof(LogLine), ContentType = "application/x-ndjson" };

    private static async Task<Listed<TaskUsage>> UsageAsync(ControlApi api, HttpContext http, CancellationToken ct)
    {
        var state = api.Store.Current;
        var stack = http.QueryText("stack") is { } name ? state.StackNamed(name).Name : null;
        ServiceId? service = http.QueryText("service") is { } text ? state.ServiceNamed(text).Id : null;
        var wanted = new TaskFilter(stack, service, Node: null, All: true).In(state).Where(t => !t.HasEnded);
        var names = new Dictionary<string, string>();
        foreach (var task in wanted)
            names[task.Id.ToString()] = names[task.Name] = TaskView.NameOf(state, task);
        var usages = await new UsageReading(api.Store, api.Streams, api.Time).ReadAsync(names, ct);
        return new Listed<TaskUsage>(usages, state.Revision.ToString());
    }
}
