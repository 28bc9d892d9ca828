using System.Diagnostics;
using System.Text.Json;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
using Gantry.Model.Api;
using Gantry.Model.Stacks;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class RegistryRoutes
{
    public static void MapRegistries(this RouteTable routes, ControlApi api)
    {
        routes.List("/v1/registries", "Registries that the cluster has a login for.", _ => Feeds.Registries());
        routes.Answer(
            HttpMethods.Put,
            "/v1/registries/{host}",
            new RouteRule(Access.Admin, "Tries a login and keeps it.") { Request = typeof(RegistryLoginRequest), Response = typeof(RegistryItem) },
            request => LoginAsync(api, request));
        routes.Answer(
            HttpMethods.Delete,
            "/v1/registries/{host}",
            new RouteRule(Access.Admin, "Forgets a login."),
            request => RemoveAsync(api, request));
    }

    private static async Task<ApiAnswer> LoginAsync(ControlApi api, ChangeRequest request)
    {
        var body = request.Read(ApiJson.Default.RegistryLoginRequest);
        var login = new RegistryLogin(request.Http.RouteText("host"), body.Username, body.Password);
        var outcome = await api.Commands.LoginRegistry.RunAsync(login, request.Actor, request.Aborted);
        var registry = outcome switch
        {
            RegistryOutcome.Kept(var kept) => kept,
            RegistryOutcome.Failed(var reason) => throw Problem.LoginFailed(reason),
            RegistryOutcome.Refused(var reason) => throw Problem.Refused(reason),
            _ => throw new UnreachableException($"No such outcome: {outcome}."),
        };
        var item = new RegistryItem(registry.Host, registry.Username, registry.UpdatedAt);
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(item, ApiJson.Default.RegistryItem));
    }

    private static async Task<ApiAnswer> RemoveAsync(ControlApi api, ChangeRequest request)
    {
        var host = request.Http.RouteText("host");
        return await api.Commands.RemoveRegistry.RunAsync(host, request.Actor, request.Aborted)
            ? new ApiAnswer(204, [])
            : throw Problem.NotFound($"There is no login for registry '{host}'. 'gantry registry ls' lists them.");
    }
}
