using Gantry.Manager.Api.Watch;
using Gantry.Model.Api;

namespace Gantry.Manager.Api.Routes;

internal static class ResourceRoutes
{
    public static void MapResources(this RouteTable routes)
    {
        var (volumes, networks) = (Feeds.Volumes(), Feeds.Networks());
        routes.List("/v1/images", "Images that services run.", _ => Feeds.Images());
        routes.List("/v1/volumes", "Volumes of the cluster.", _ => volumes);
        routes.One(
            "/v1/volumes/{volume}",
            "A volume, by its full name.",
            (http, state) => (volumes.Find(state, http.RouteText("volume")) ?? throw Missing("volume", http.RouteText("volume")), null),
            ApiJson.Default.VolumeItem);
        routes.List("/v1/networks", "Networks of the cluster.", _ => networks);
        routes.One(
            "/v1/networks/{network}",
            "A network, by its full name.",
            (http, state) => (networks.Find(state, http.RouteText("network")) ?? throw Missing("network", http.RouteText("network")), null),
            ApiJson.Default.NetworkItem);
    }

    private static ApiProblemException Missing(string kind, string name) =>
        Problem.NotFound($"There is no {kind} '{name}'. GET /v1/{kind}s lists them, each with its full name.");
}
