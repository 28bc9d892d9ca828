using Gantry.Manager.State;
using Gantry.Model.Services;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>
/// New containers for services whose <c>depends_on</c> asks for them (<c>restart: true</c>) once the other service got others.
/// Each remembers which revisions it has followed, so nothing is missed and nothing is done twice.
/// </summary>
internal static class DependencyRestart
{
    public static void Apply(ReconcileContext context, IEnumerable<ServiceId> ids)
    {
        var state = context.Tx.State;
        var depths = new Dictionary<ServiceId, int>();

        // What the others follow comes first, so that each is replaced once however many ways lead to it.
        var dependent = ids.Select(state.Find).OfType<Service>()
            .Where(s => !s.IsRemoved && s.Spec.DependsOn.Count > 0)
            .OrderBy(s => Depth(state, s, depths)).ThenBy(s => s.Id).ToList();
        foreach (var service in dependent.TakeWhile(_ => !context.Tx.IsFull))
            Follow(context, service);
    }

    private static void Follow(ReconcileContext context, Service service)
    {
        var known = service.DependencyRevisions;
        var present = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var isRestarted = false;
        foreach (var dependency in service.Spec.DependsOn)
        {
            if (context.Tx.State.FindService(service.Stack, dependency.Service) is not { IsRemoved: false } other)
                continue;
            present[dependency.Service] = other.Revision;
            isRestarted |= dependency.Restart && known.TryGetValue(dependency.Service, out var followed) && followed != other.Revision;
        }

        if (present.Count == known.Count && present.All(p => known.TryGetValue(p.Key, out var followed) && followed == p.Value))
            return;
        var next = service with { DependencyRevisions = present };
        if (isRestarted)
            context.Tx.PutRevised(next with { Generation = next.Generation + 1, HaltedRevision = null, HaltReason = null, UpdatedAt = context.Now }, context.Now);
        else
            context.Tx.Put(next);
    }

    // Compose refuses circles, so this ends.
    private static int Depth(Snapshot state, Service service, Dictionary<ServiceId, int> depths)
    {
        if (depths.TryGetValue(service.Id, out var known))
            return known;
        return depths[service.Id] = service.Spec.DependsOn
            .Where(d => d.Restart)
            .Select(d => state.FindService(service.Stack, d.Service) is { } other ? 1 + Depth(state, other, depths) : 0)
            .DefaultIfEmpty()
            .Max();
    }
}
