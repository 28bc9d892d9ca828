using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>What a service's placement has to do with other services, and the rules between them.</summary>
/// <param name="all">Every service of the file.</param>
/// <param name="active">Those whose profiles are active.</param>
internal sealed class Affinities(
    ServiceDraft draft, IReadOnlyDictionary<string, ServiceDraft> all, IReadOnlyDictionary<string, ServiceDraft> active)
{
    private const int MostNamed = 8;

    private readonly ProblemLog _log = draft.Scope.Log;

    /// <summary>With those of its affinities whose services are active: of one that does not run nothing is near or apart.</summary>
    public Placement Placement()
    {
        if (draft.Affinities.Count == 0 && draft.Preferences is null)
            return draft.Placement;
        CheckMode();
        foreach (var twice in draft.Affinities.GroupBy(a => a.Affinity.Service).SelectMany(g => g.Skip(1)))
            _log.Error(twice.At, "duplicate_affinity", $"{twice.Path} names {ProblemLog.Quote(twice.Affinity.Service)} a second time.", "Keep one of them.");
        var known = draft.Affinities.Where(IsKnown).ToList();
        return draft.Placement with
        {
            Affinities = [.. known.Where(a => !a.IsApart).Select(a => a.Affinity)],
            AntiAffinities = [.. known.Where(a => a.IsApart).Select(a => a.Affinity)],
        };
    }

    public static void CheckForCycles(IEnumerable<ServiceDraft> services, ProblemLog log)
    {
        var byName = services.ToDictionary(s => s.Name);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in byName.Values.Where(s => s.Affinities.Count > 0).OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            if (Dependencies.FindCycle(service, byName, done, Followed) is not { } cycle)
                continue;
            log.Error(
                byName[cycle[0]].Affinities.First(a => a.Affinity.Service == cycle[1]).At,
                "affinity_cycle",
                $"Services go only where the other is: {string.Join(" -> ", cycle)}. None would ever be placed.",
                "Give one of these affinities a weight, so that it need not hold.");
            return;
        }
    }

    private static IEnumerable<string> Followed(ServiceDraft service) =>
        service.Affinities.Where(a => a is { IsApart: false, MustHold: true } && a.Affinity.Service != service.Name).Select(a => a.Affinity.Service);

    private void CheckMode()
    {
        if (draft.Mode is not (ServiceMode.Global or ServiceMode.GlobalJob))
            return;
        var written = draft.Affinities.Select(a => (a.Path, a.At));
        if (draft.Preferences is { } preferences)
            written = written.Prepend((preferences.Path, preferences.Position));
        foreach (var (path, at) in written)
            _log.Error(at, "conflict", $"{path}: {draft.Value.Path} is global and runs on every node that its constraints let it on.", "Remove it, or write a constraint.");
    }

    private bool IsKnown(AffinityDraft affinity)
    {
        var name = affinity.Affinity.Service;
        if (!all.TryGetValue(name, out var other))
        {
            Undefined(affinity);
            return false;
        }

        if (name == draft.Name)
            _log.Error(affinity.At, "bad_affinity", $"{affinity.Path} names the service itself.", "For one task a node write deploy.placement.max_replicas_per_node: 1, and to fill node after node x-gantry.strategy: binpack.");
        else if (affinity is { IsApart: true, MustHold: true } && other.Mode is ServiceMode.Global or ServiceMode.GlobalJob)
            _log.Error(affinity.At, "conflict", $"{affinity.Path}: {ProblemLog.Quote(name)} is global and runs on every node, so that nothing would be left.", "Remove it, or give it a weight.");
        else if (affinity is { IsApart: false, MustHold: true } && !active.ContainsKey(name))
            _log.Error(affinity.At, "inactive_dependency", $"{affinity.Path} names {ProblemLog.Quote(name)}, which is not active: it belongs to the profile {string.Join(", ", other.Profiles)}.", "Activate the profile, or give the affinity a weight.");
        return active.ContainsKey(name);
    }

    private void Undefined(AffinityDraft affinity)
    {
        var names = all.Keys.Order(StringComparer.Ordinal).ToList();
        var near = Spelling.Nearest(affinity.Affinity.Service, names);
        _log.Error(
            affinity.At,
            "undefined_dependency",
            $"{affinity.Path} names {ProblemLog.Quote(affinity.Affinity.Service)}, which is no service of this stack.",
            near is null ? $"The services are {string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : "")}." : $"Did you mean `{near}`?");
    }
}
