using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>A request made ready for asking nodes.</summary>
internal sealed class PlacementQuery(WorkingSet set, PlacementRequest request)
{
    // Most requests have none of these, and then nothing of it is looked at.
    private readonly bool _isPlain = request.Neighbours.Count == 0 && request.Counted.Count == 0;

    public PlacementRequest Request => request;

    public string Service => request.Service;

    public SchedulingStrategy Strategy => request.Strategy;

    public Amount Need { get; } = Amount.Of(request.Reservation, request.DiskBytes);

    /// <summary>Those that ask for a certain port; the engine finds a free one for the others.</summary>
    public IReadOnlyList<PublishedPort> HostPorts { get; } = request.HostPorts.All(port => port.Published > 0)
        ? request.HostPorts
        : [.. request.HostPorts.Where(port => port.Published > 0)];

    public IReadOnlyList<string> Volumes => request.Volumes;

    public NodeClass Class { get; } = set.Classes.For(request.Placement);

    public SpreadMap SpreadMap { get; } = set.SpreadMaps.For(request.Placement.SpreadOver);

    public ServiceTally Tally { get; } = set.TallyOf(request.Service, request.Present, request.Present.Count + request.Slots.Count);

    /// <summary>Null when no other service matters.</summary>
    public Neighbourhood? Neighbourhood { get; } = request.Neighbours.Count == 0 ? null : new Neighbourhood(set, request.Neighbours);

    /// <summary>Null when nothing is wished for.</summary>
    public NodeWishes? Wishes => field ??= request is { Placement.Preferences.Count: 0, Neighbours.Count: 0 } ? null : NodeWishes.Of(set, request, Neighbourhood);

    /// <summary>Ring positions, ascending, of the nodes that have the image; empty when it is as good as nowhere.</summary>
    public int[] ImageHomes { get; } = HomesIn(set, request.ImageHomes);

    /// <summary>Whether the tally includes the task.</summary>
    public bool Counts(HeldTask task) => task.IsLive && task.Service == Service;

    /// <summary>The tally must be open.</summary>
    public Candidate CandidateAt(int node, SlotRequest? slot)
    {
        var load = set.Nodes[node];
        var (tasks, failures) = set.TallyAt(Tally, node);
        var vacated = load.VacatedFor(this, slot);
        return new Candidate(this, slot, load, node, vacated, tasks - vacated.LiveTasks, failures);
    }

    /// <summary>Whether the filters that depend on what else is placed let it in; <see cref="Class"/> answers for the others.</summary>
    public bool Admits(in Candidate candidate) =>
        candidate.Load.Fits(Need, candidate.Vacated.Amount)
        && ReplicaFilter.Passes(candidate)
        && PortFilter.Passes(candidate)
        && VolumeFilter.Passes(candidate, set.Volumes)
        && (_isPlain || (CountedFilter.Passes(candidate) && Neighbourhood?.Admits(candidate.Index) is not false));

    public bool LacksImage(int node) => ImageHomes.Length > 0 && Array.BinarySearch(ImageHomes, node) < 0;

    /// <summary>Every filter that refuses, as bits <c>1 &lt;&lt; filter</c>.</summary>
    public int RefusingFilters(in Candidate candidate)
    {
        var refusing = Class.Has(candidate.Index) ? 0 : Class.Wants.RefusingFilters(candidate.Load.Node);
        refusing |= ResourceFilter.RefusingFilters(candidate);
        refusing |= ReplicaFilter.Passes(candidate) ? 0 : 1 << (int)NodeFilter.Replicas;
        refusing |= PortFilter.Passes(candidate) ? 0 : 1 << (int)NodeFilter.Port;
        refusing |= VolumeFilter.Passes(candidate, set.Volumes) ? 0 : 1 << (int)NodeFilter.Volume;
        return _isPlain ? refusing : refusing | CountedFilter.RefusingFilters(candidate) | NeighbourFilter.RefusingFilters(candidate);
    }

    private static int[] HomesIn(WorkingSet set, IReadOnlyList<NodeId> homes) =>
        homes.Count == 0 ? [] : [.. homes.Select(set.IndexOf).Where(node => node >= 0).Order()];
}
