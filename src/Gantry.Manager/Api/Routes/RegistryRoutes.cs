using System.Text.Json;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Registries;
using Gantry.Model.Stacks;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class RegistryRoutes
{
    public static void MapRegistries(this RouteTable routes, ControlApi api)
    {
        routes.List("/v1/registries", "Registries that the cluster has a login for.", _ => Feeds.Registries());
        routes.One("/v1/registries/{host}", "The login for a registry, without its password.", Read, ApiJson.Default.RegistryItem);
        routes.Answer(
            HttpMethods.Put,
            "/v1/registries/{host}",
            new RouteRule(Access.Admin, "Tries a login and keeps it. A dry run does not try it.")
            {
                Request = typeof(RegistryLoginRequest),
                Response = typeof(RegistryItem),
                Headers = RouteTable.CreationHeaders,
            },
            request => LoginAsync(api, request));
        routes.Answer(
            HttpMethods.Delete,
            "/v1/registries/{host}",
            new RouteRule(Access.Admin, "Forgets a login and answers which.") { Response = typeof(RegistryItem), Headers = RouteTable.CreationHeaders },
            request => RemoveAsync(api, request));
    }

    private static (RegistryItem, string?) Read(HttpContext http, Snapshot state)
    {
        var host = http.RouteText("host");
        var item = Feeds.Registries().Find(state, host) ?? throw Problem.NotFound($"There is no login for registry '{host}'. 'gantry registry ls' lists them.");
        return (item, $"\"{state.ModifiedAt(ObjectKey.OfRegistry(host))}\"");
    }

    private static async Task<ApiAnswer> LoginAsync(ControlApi api, ChangeRequest request)
    {
        var body = request.Read<RegistryLoginRequest>();
        var login = new RegistryLogin(request.Http.RouteText("host"), body.Username, body.Password);
        return Of(await api.Commands.LoginRegistry.RunAsync(login, request.RegistryCondition, request.Actor, request.IsDryRun, request.Aborted));
    }

    private static async Task<ApiAnswer> RemoveAsync(ControlApi api, ChangeRequest request) =>
        Of(await api.Commands.RemoveRegistry.RunAsync(
            request.Http.RouteText("host"), request.RegistryCondition, request.Actor, request.IsDryRun, request.Aborted));

    private static ApiAnswer Of(ObjectOutcome<Registry> outcome)
    {
        var registry = ChangeAnswers.Done(outcome);
        var item = new RegistryItem(registry.Host, registry.Username, registry.UpdatedAt);
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(item, ApiJson.Default.RegistryItem));
    }
}
