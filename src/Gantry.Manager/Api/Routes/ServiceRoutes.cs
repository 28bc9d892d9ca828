using Gantry.Manager.Api.Streams;
using Gantry.Manager.Api.Views;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class ServiceRoutes
{
    public static void MapServices(this RouteTable routes, ControlApi api)
    {
        var commands = api.Commands;
        routes.List("/v1/services", "All services.", http => Feeds.Services(api.Store.Current.StackAsked(http)), [404], ("stack", "Only of this stack."));
        var pages = new ServicePages();
        routes.Page("/v1/services/{service}", "A service.", typeof(ServiceItem), (http, state) => Read(http, state, pages));
        routes.Change<ScaleRequest>(
            HttpMethods.Post,
            "/v1/services/{service}/scale",
            "Another number of replicas until the next deploy.",
            request => commands.ScaleService.RunAsync(
                IdOf(request), request.Read<ScaleRequest>().Replicas, request.ServiceCondition, request.Actor, request.IsDryRun, request.Aborted));
        routes.Change<UpdateRequest>(
            HttpMethods.Post,
            "/v1/services/{service}/update",
            "Another image, environment or number of replicas until the next deploy.",
            request => commands.UpdateService.RunAsync(
                IdOf(request), request.Read<UpdateRequest>(), request.ServiceCondition, request.Caller, request.IsDryRun, request.Aborted));
        routes.Change<NoBody>(
            HttpMethods.Post,
            "/v1/services/{service}/restart",
            "New containers of the same spec, one after the other.",
            request => commands.RestartService.RunAsync(IdOf(request), request.ServiceCondition, request.Actor, request.IsDryRun, request.Aborted));
        routes.Change<NoBody>(
            HttpMethods.Delete,
            "/v1/services/{service}",
            "Takes a service down.",
            request => commands.RemoveService.RunAsync(IdOf(request), request.ServiceCondition, request.Actor, request.IsDryRun, request.Aborted));

        routes.Read("/v1/services/{service}/explanation", "Why a service is as it is, with numbers.", new Explaining(api).OfServiceAsync, ApiJson.Default.Explanation);
        routes.Stream("/v1/services/{service}/logs", TaskRoutes.LogsRule("The output of all tasks of a service, merged.") with { Problems = [404, 409, 503] }, new LogAnswer(api).OfServiceAsync);

        ServiceId IdOf(ChangeRequest request) => api.Store.Current.ServiceNamed(request.Http.RouteText("service")).Id;
    }

    private static (byte[], string) Read(HttpContext http, Snapshot state, ServicePages pages)
    {
        var service = state.ServiceNamed(http.RouteText("service"));
        return (pages.Of(state, service), $"\"{state.ModifiedAt(ObjectKey.Of(service.Id))}\"");
    }
}
