using Gantry.Manager.Api.Views;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.Planning;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Stacks;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class StackRoutes
{
    public static void MapStacks(this RouteTable routes, ControlApi api)
    {
        var commands = api.Commands;
        routes.List("/v1/stacks", "All stacks.", _ => Feeds.Stacks());
        routes.One(
            "/v1/stacks/{name}",
            "A stack. Its ETag is of what people did to it: deployed, stopped, started, removed.",
            (http, state) => Tagged(state, state.StackNamed(http.RouteText("name"))),
            ApiJson.Default.StackItem);
        routes.List("/v1/stacks/{name}/services", "The services of a stack.", http => Feeds.Services(api.Store.Current.StackNamed(http.RouteText("name")).Name), [404]);
        routes.Change<DeployRequest>(
            HttpMethods.Put,
            "/v1/stacks/{name}",
            "Deploys compose files as this stack. The same files again change nothing.",
            request => commands.DeployStack.RunAsync(
                request.Http.RouteText("name"), request.Read<DeployRequest>(), request.StackCondition, request.Caller, request.IsDryRun, request.Aborted),
            RouteTable.CreationHeaders);
        routes.Change<NoBody>(
            HttpMethods.Delete,
            "/v1/stacks/{name}",
            "Takes a stack down.",
            request => commands.RemoveStack.RunAsync(
                request.Http.RouteText("name"), request.Http.QueryFlag("volumes"), request.StackCondition, request.Actor, request.IsDryRun, request.Aborted),
            RouteTable.CreationHeaders,
            ("volumes", "true: its volumes and their data too."));
        routes.Change<NoBody>(
            HttpMethods.Post,
            "/v1/stacks/{name}/stop",
            "Ends all tasks of a stack and keeps the rest.",
            request => commands.StopStack.RunAsync(
                request.Http.RouteText("name"), stop: true, request.StackCondition, request.Actor, request.IsDryRun, request.Aborted),
            RouteTable.CreationHeaders);
        routes.Change<NoBody>(
            HttpMethods.Post,
            "/v1/stacks/{name}/start",
            "Starts a stopped stack again.",
            request => commands.StopStack.RunAsync(
                request.Http.RouteText("name"), stop: false, request.StackCondition, request.Actor, request.IsDryRun, request.Aborted),
            RouteTable.CreationHeaders);
    }

    private static (StackItem, string?) Tagged(Snapshot state, Stack stack) => (StackView.Of(state, stack), $"\"{StackTag.Of(stack)}\"");
}
