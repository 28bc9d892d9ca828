using Gantry.Manager.State;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>Which services of a stack have to do with each other's placement. What has nothing to do with any costs one look a stack.</summary>
internal sealed class AffinityIndex(Snapshot state, DateTimeOffset now)
{
    private static readonly ILookup<string, Service> Nobody = Array.Empty<Service>().ToLookup(service => service.Name);

    private string? _stack;
    private ILookup<string, Service> _repelling = Nobody;

    /// <summary>Where the tasks of all those are that bear on where this one's may be.</summary>
    public IReadOnlyList<Neighbour> NeighboursOf(Service service)
    {
        var placement = service.Spec.Placement;
        var repelling = RepellingIn(service.Stack);
        if (!Follows(service) && repelling.Count == 0)
            return [];
        var own = placement.Affinities.Select(a => ToNeighbour(service, a, NeighbourRule.MustBe, a.Weight ?? 0))
            .Concat(placement.AntiAffinities.Select(a => ToNeighbour(service, a, NeighbourRule.MustNotBe, -a.Weight ?? 0)));
        var mirrored = repelling[service.Name].Where(other => other.Id != service.Id)
            .Select(other => new Neighbour(other.FullName, NeighbourRule.MustNotBeForIt, PresenceOf(other)));
        return [.. own, .. mirrored];
    }

    /// <summary>The service after those by whose place its own is chosen, and those after theirs.</summary>
    public IReadOnlyList<Service> LeadersFirst(Service service)
    {
        // Depth first with a stack of its own; of services that want each other softly, the one that is asked for goes last.
        var seen = new HashSet<ServiceId>();
        var ordered = new List<Service>();
        var open = new Stack<(Service Service, bool IsDone)>([(service, false)]);
        while (open.TryPop(out var step))
        {
            if (step.IsDone)
            {
                ordered.Add(step.Service);
                continue;
            }

            if (!seen.Add(step.Service.Id))
                continue;
            open.Push((step.Service, true));
            var placement = step.Service.Spec.Placement;
            foreach (var leader in placement.Affinities.Concat(placement.AntiAffinities).Reverse())
            {
                if (state.FindService(step.Service.Stack, leader.Service) is { } other)
                    open.Push((other, false));
            }
        }

        return ordered;
    }

    public static bool Follows(Service service) => service.Spec.Placement is not { Affinities.Count: 0, AntiAffinities.Count: 0 };

    private Neighbour ToNeighbour(Service service, ServiceAffinity affinity, NeighbourRule rule, int weight)
    {
        var other = state.FindService(service.Stack, affinity.Service);
        var name = other?.FullName ?? $"{service.Stack}_{affinity.Service}";
        return new Neighbour(name, affinity.Weight is null ? rule : NeighbourRule.Weighs, other is null ? [] : PresenceOf(other)) { Weight = weight };
    }

    private IReadOnlyList<ServiceOnNode> PresenceOf(Service other) => ServiceOnNode.Of(other, [.. state.TasksOf(other.Id)], now);

    /// <summary>By the name of the service that they must not meet. Services come stack by stack: one is remembered.</summary>
    private ILookup<string, Service> RepellingIn(string stack)
    {
        if (_stack == stack)
            return _repelling;
        List<(string Service, Service By)>? pairs = null;
        foreach (var service in state.ServicesOf(stack))
        {
            foreach (var other in service.IsRemoved ? [] : service.Spec.Placement.AntiAffinities)
            {
                if (other.Weight is null)
                    (pairs ??= []).Add((other.Service, service));
            }
        }

        _stack = stack;
        _repelling = pairs is null ? Nobody : pairs.ToLookup(pair => pair.Service, pair => pair.By);
        return _repelling;
    }
}
