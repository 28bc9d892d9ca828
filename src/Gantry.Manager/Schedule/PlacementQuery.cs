using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>A request made ready for asking nodes.</summary>
internal sealed class PlacementQuery(WorkingSet set, PlacementRequest request)
{
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

    public ServiceTally Tally { get; } = set.TallyOf(request);

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
        && VolumeFilter.Passes(candidate, set.Volumes);

    /// <summary>Every filter that refuses, as bits <c>1 &lt;&lt; filter</c>.</summary>
    public int RefusingFilters(in Candidate candidate)
    {
        var refusing = Class.Has(candidate.Index) ? 0 : Class.Wants.RefusingFilters(candidate.Load.Node);
        refusing |= ResourceFilter.RefusingFilters(candidate);
        refusing |= ReplicaFilter.Passes(candidate) ? 0 : 1 << (int)NodeFilter.Replicas;
        refusing |= PortFilter.Passes(candidate) ? 0 : 1 << (int)NodeFilter.Port;
        refusing |= VolumeFilter.Passes(candidate, set.Volumes) ? 0 : 1 << (int)NodeFilter.Volume;
        return refusing;
    }
}
