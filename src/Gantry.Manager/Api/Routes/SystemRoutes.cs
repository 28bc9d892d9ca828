using Gantry.Model.Api;

namespace Gantry.Manager.Api.Routes;

internal static class SystemRoutes
{
    public static void MapSystem(this RouteTable routes, ControlApi api) =>
        routes.Read("/v1/system", "What the server says of itself.", (_, ct) => ReadAsync(api, ct), ApiJson.Default.SystemItem);

    private static async Task<SystemItem> ReadAsync(ControlApi api, CancellationToken ct)
    {
        var (facts, state) = (api.System, api.Store.Current);
        var node = facts.NodeId() is { } id ? state.Find(id) : null;
        return new SystemItem(
            facts.Version,
            state.Settings.ClusterId.ToString(),
            node?.Name ?? "",
            state.Revision.ToString(),
            facts.StartedAt,
            node?.Facts.EngineVersion ?? "",
            facts.StoreBackend,
            await facts.Checks(ct));
    }
}
