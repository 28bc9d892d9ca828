using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>
/// A build may start from the image of another service, which then is built before: so there must be one that is built.
/// source: compose-go loader/validate.go, checkConsistency
/// </summary>
internal static class BuildContexts
{
    public static void Check(IReadOnlyDictionary<string, ServiceDraft> active, ProblemLog log)
    {
        foreach (var service in active.Values)
        {
            foreach (var (name, context) in service.Build?.AdditionalContexts ?? new Dictionary<string, string>())
            {
                if (BuildSpec.ServiceOf(context) is not { } other || active.GetValueOrDefault(other)?.Build is not null)
                    continue;
                log.Error(
                    service.Value.Position,
                    "undefined_build",
                    $"{service.Value.Path}.build.additional_contexts.{name} is the image of {ProblemLog.Quote(other)}, {(active.ContainsKey(other) ? "which has no `build`" : "which is no active service of this stack")}.",
                    active.GetValueOrDefault(other)?.Container.Image is { Length: > 0 } image
                        ? $"Name the image itself: `docker-image://{image}`."
                        : "Name a service that has a `build`, or activate its profile.");
            }
        }

        if (CycleIn(active) is [var first, ..] cycle)
            log.Error(active[first].Value.Position, "build_cycle", $"Services are built from each other's images: {string.Join(" -> ", cycle)}.", "Remove one of these from additional_contexts.");
    }

    private static List<string>? CycleIn(IReadOnlyDictionary<string, ServiceDraft> active)
    {
        var built = new HashSet<string>(StringComparer.Ordinal);
        var left = active.Values.Where(s => s.Build is not null).OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
        while (left.RemoveAll(s => NeededBy(s).All(n => built.Contains(n)) && built.Add(s.Name)) > 0)
        {
        }

        if (left.Count == 0)
            return null;

        // Each of these waits for another of these, so that following them comes back.
        var waiting = left.ToDictionary(s => s.Name, s => NeededBy(s).First(n => !built.Contains(n)));
        var path = new List<string>();
        for (var name = left[0].Name; ; name = waiting[name])
        {
            path.Add(name);
            if (path.IndexOf(name) < path.Count - 1)
                return [.. path.SkipWhile(n => n != name)];
        }

        IEnumerable<string> NeededBy(ServiceDraft service) =>
            service.Build!.AdditionalContexts.Values.Select(BuildSpec.ServiceOf).OfType<string>().Where(n => active.GetValueOrDefault(n)?.Build is not null);
    }
}
