using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>The rules between services.</summary>
internal static class Dependencies
{
    private const int MostNamed = 8;

    /// <summary>Those of the service that can be waited for; an optional one on a service that is not active falls away.</summary>
    public static IReadOnlyList<Dependency> Of(
        ServiceDraft service, IReadOnlyDictionary<string, ServiceDraft> all, IReadOnlyDictionary<string, ServiceDraft> active)
    {
        var kept = new List<Dependency>();
        foreach (var (dependency, at) in service.DependsOn)
        {
            if (active.ContainsKey(dependency.Service))
            {
                kept.Add(dependency);
            }
            else if (!all.TryGetValue(dependency.Service, out var other))
            {
                Undefined(service, dependency.Service, at, all.Keys);
            }
            else if (dependency.Required)
            {
                service.Scope.Log.Error(
                    at,
                    "inactive_dependency",
                    $"{service.Value.Path} depends on {ProblemLog.Quote(dependency.Service)}, which is not active: it belongs to the profile {string.Join(", ", other.Profiles)}.",
                    "Activate the profile, or write `required: false`.");
            }
        }

        return [.. kept.OrderBy(d => d.Service, StringComparer.Ordinal)];
    }

    public static void CheckForCycles(IEnumerable<ServiceDraft> services, ProblemLog log)
    {
        var byName = services.ToDictionary(s => s.Name);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in byName.Values.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            if (FindCycle(service, byName, done, s => s.DependsOn.Select(d => d.Dependency.Service)) is not { } cycle)
                continue;
            log.Error(
                byName[cycle[0]].DependsOn.First(d => d.Dependency.Service == cycle[1]).At,
                "dependency_cycle",
                $"Services wait for each other: {string.Join(" -> ", cycle)}.",
                "Remove one of these from depends_on.");
            return;
        }
    }

    /// <param name="done">Services that are in no cycle.</param>
    /// <returns>The names on it, the first of which is the last again; null without one.</returns>
    public static List<string>? FindCycle(
        ServiceDraft start, Dictionary<string, ServiceDraft> byName, HashSet<string> done, Func<ServiceDraft, IEnumerable<string>> leadsTo)
    {
        // Depth first with a stack of its own: a chain of ten thousand services must not end the process.
        var path = new List<string>();
        var onPath = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<(string Name, int Depth)>([(start.Name, 0)]);
        while (next.TryPop(out var step))
        {
            foreach (var left in path.Skip(step.Depth))
            {
                onPath.Remove(left);
                done.Add(left);
            }

            path.RemoveRange(step.Depth, path.Count - step.Depth);
            if (onPath.Contains(step.Name))
                return [.. path.SkipWhile(n => n != step.Name), step.Name];
            if (done.Contains(step.Name))
                continue;

            path.Add(step.Name);
            onPath.Add(step.Name);
            foreach (var name in leadsTo(byName[step.Name]).Where(byName.ContainsKey))
                next.Push((name, path.Count));
        }

        done.UnionWith(path);
        return null;
    }

    private static void Undefined(ServiceDraft service, string name, Reading.SourcePosition at, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        var near = Spelling.Nearest(name, names);
        service.Scope.Log.Error(
            at,
            "undefined_dependency",
            $"{service.Value.Path} depends on {ProblemLog.Quote(name)}, which is no service of this stack.",
            near is null ? $"The services are {string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : "")}." : $"Did you mean `{near}`?");
    }
}
