using Gantry.Manager.Api.Link;
using Gantry.Manager.Api.Routes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Api;

/// <summary>Puts the control API into an application.</summary>
internal static class ControlApiMapping
{
    /// <summary>Everything under <c>/v1</c>, with what stands before it: problems, access log, authorization.</summary>
    /// <exception cref="InvalidOperationException">A route does not say who may use it.</exception>
    public static void MapControlApi(this WebApplication app, ControlApi api)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>();
        var access = new AccessLog(api.Time, log.CreateLogger<AccessLog>());
        var problems = new ProblemAnswers(log.CreateLogger<ProblemAnswers>());
        var refusals = new NodeRefusals(api.Store, api.Time, log.CreateLogger<NodeRefusals>());
        var gate = new RouteGate(api.Authenticate, refusals.Record);
        app.Use(next => http => access.InvokeAsync(http, next));
        app.Use(next => http => problems.InvokeAsync(http, next));
        app.UseWebSockets();
        app.Use(next => http => gate.InvokeAsync(http, next));

        var table = new RouteTable(app, api, new RepeatedRequests(api.Time), app.Lifetime.ApplicationStopping);
        table.MapStacks(api);
        table.MapServices(api);
        table.MapTasks(api);
        table.MapNodes(api);
        table.MapCluster(api);
        table.MapCa(api);
        table.MapRebalance(api);
        table.MapDeployments(api);
        table.MapEvents(api);
        table.MapResources();
        table.MapRegistries(api);
        table.MapSystem(api);
        table.MapJoinTokens(api);
        var quota = new LinkQuota(api.Time);
        var pulses = new PulseAnswers(api.Link, api.Authenticate, api.Signing, refusals, quota);
        new LinkRoutes(api.Link, api.Commands.AdmitNode, api.Signing, () => api.Store.Current.Settings.ClusterId, pulses, refusals, quota).Map(table);
        RefuseUnruled(app);
    }

    /// <exception cref="InvalidOperationException">A route does not say who may use it.</exception>
    public static void RefuseUnruled(IEndpointRouteBuilder routes)
    {
        var unruled = routes.DataSources.SelectMany(s => s.Endpoints).Where(e => e.Metadata.GetMetadata<RouteRule>() is null).Select(e => e.DisplayName).ToList();
        if (unruled.Count > 0)
            throw new InvalidOperationException($"Routes without a {nameof(RouteRule)} are not served: {string.Join(", ", unruled)}. Say who may use them.");
    }
}
