using Gantry.Manager.Api.Watch;

namespace Gantry.Manager.Api.Routes;

internal static class ResourceRoutes
{
    public static void MapResources(this RouteTable routes)
    {
        routes.List("/v1/images", "Images that services run.", _ => Feeds.Images());
        routes.List("/v1/volumes", "Volumes of the cluster.", _ => Feeds.Volumes());
        routes.List("/v1/networks", "Networks of the cluster.", _ => Feeds.Networks());
    }
}
