using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Services;

namespace Gantry.Manager.Reconcile.Deployments;

/// <summary>What engines said of the tasks that a deployment made: each sentence once a service, however many tasks it has. Pure.</summary>
internal static class EngineWarnings
{
    private const int MostNamed = 3;

    public static IReadOnlyList<string> Of(Snapshot state, IEnumerable<Service> services, Deployment deployment) =>
    [
        .. from service in services
           from said in state.TasksOf(service.Id)
               .Where(t => t.Revision == service.Revision && t.CreatedAt >= deployment.CreatedAt)
               .SelectMany(t => t.Observed.EngineWarnings.Select(words => (Words: words, Node: t.NodeId is { } id ? state.Find(id)?.Name ?? $"{id}" : "")))
               .Distinct()
               .GroupBy(w => w.Words, w => w.Node)
               .OrderBy(g => g.Key, StringComparer.Ordinal)
           select $"Service '{service.Name}': the engine of {Named(said)} warns: {said.Key}",
    ];

    private static string Named(IEnumerable<string> nodes)
    {
        var sorted = nodes.Order(StringComparer.Ordinal).ToList();
        return string.Join(", ", sorted.Take(MostNamed)) + (sorted.Count > MostNamed ? ", …" : "");
    }
}
