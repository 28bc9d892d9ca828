using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>How all nodes stand for one slot, whichever has it.</summary>
/// <param name="Scores">Of nodes that fit, best first.</param>
/// <param name="Refusals">Every filter that refuses, of all other nodes, sorted by name.</param>
internal sealed record PlacementSurvey(IReadOnlyList<NodeScore> Scores, IReadOnlyList<NodeRefusal> Refusals, SchedulingStrategy Strategy);
