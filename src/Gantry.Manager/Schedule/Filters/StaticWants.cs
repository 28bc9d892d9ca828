using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>What a service asks of a node that no placement can change.</summary>
internal sealed class StaticWants(Placement placement)
{
    private readonly string? _platform = placement.Platform;
    private readonly List<(Constraint? Constraint, string Problem)> _constraints =
        [.. placement.Constraints.Select(text => (Constraint.TryParse(text, out var problem), problem))];

    public bool AdmittedBy(Node node) => RefusingFilters(node) == 0;

    /// <summary>As bits <c>1 &lt;&lt; filter</c>.</summary>
    public int RefusingFilters(Node node)
    {
        var refusing = node.IsSteady ? 0 : 1 << (int)NodeFilter.State;
        if (node.Availability != NodeAvailability.Active)
            refusing |= 1 << (int)NodeFilter.Availability;
        if (!PlatformFilter.Passes(_platform, node))
            refusing |= 1 << (int)NodeFilter.Platform;
        if (_constraints.Any(wanted => wanted.Constraint?.IsMetBy(node) != true))
            refusing |= 1 << (int)NodeFilter.Constraint;
        return refusing;
    }

    public IEnumerable<(NodeFilter Filter, string Reason, string Change)> Refusals(Node node)
    {
        if (!node.IsSteady)
            yield return (NodeFilter.State, StateFilter.StateReason(node), "bring the node back");
        if (node.Availability != NodeAvailability.Active)
            yield return (NodeFilter.Availability, StateFilter.AvailabilityReason(node), StateFilter.AvailabilityChange(node));
        if (!PlatformFilter.Passes(_platform, node))
            yield return (NodeFilter.Platform, PlatformFilter.Reason(_platform, node), $"use an image for {PlatformFilter.Of(node)}");
        foreach (var (constraint, problem) in _constraints)
        {
            if (constraint is null)
                yield return (NodeFilter.Constraint, problem, "correct the constraint");
            else if (!constraint.IsMetBy(node))
                yield return (NodeFilter.Constraint, constraint.ReasonFor(node), constraint.ChangeFor(node));
        }
    }
}
