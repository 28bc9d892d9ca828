namespace Gantry.Manager.Schedule;

/// <param name="Decisions">One a slot, in the request's order.</param>
/// <param name="RoundRobinCursor">Where the next request of the service goes on; as it was unless the strategy is round robin.</param>
internal sealed record PlacementResult(IReadOnlyList<PlacementDecision> Decisions, string? RoundRobinCursor);
