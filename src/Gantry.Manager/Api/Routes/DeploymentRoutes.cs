using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
using Gantry.Model.Api;

namespace Gantry.Manager.Api.Routes;

internal static class DeploymentRoutes
{
    public static void MapDeployments(this RouteTable routes, ControlApi api)
    {
        routes.List("/v1/deployments", "Changes, newest first.", http => Feeds.Deployments(http.QueryText("stack")), [], ("stack", "Only of this stack."));
        routes.Stream(
            "/v1/deployments/{deployment}",
            new RouteRule(Access.Read, "A change; watched, until it is finished.")
            {
                Query = [RouteTable.WatchFlag],
                CanWatch = true,
                Problems = [404, 409],
                Response = typeof(Model.Deployments.Deployment),
            },
            (http, ct) =>
            {
                var deployment = api.Store.Current.DeploymentNamed(http.RouteText("deployment"));
                return http.WantsEvents
                    ? new DeploymentStream(api.Store, api.Time).RunAsync(http, deployment.Id, ct)
                    : RouteTable.WriteAsync(http, deployment, ApiJson.Default.Deployment);
            });
    }
}
