using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>What is wrong with a service's placement, before it is accepted: the scheduler can only refuse every node.</summary>
internal static class PlacementCheck
{
    /// <returns>One sentence a mistake; empty when all can be read.</returns>
    public static IReadOnlyList<string> Problems(Placement placement)
    {
        var problems = new List<string>();
        foreach (var text in placement.Constraints)
        {
            if (Constraint.TryParse(text, out var problem) is null)
                problems.Add(problem);
        }

        foreach (var preference in placement.Preferences)
        {
            if (Constraint.TryParse(preference.Constraint, out var problem) is null)
                problems.Add($"x-gantry.prefer: {problem}");
        }

        foreach (var property in placement.SpreadOver)
        {
            if (NodeProperty.TryParse(property) is null)
                problems.Add($"spread over '{property}': that is not a node property. Use {NodeProperty.Known}.");
        }

        if (placement.MaxReplicasPerNode < 0)
            problems.Add($"max_replicas_per_node {placement.MaxReplicasPerNode}: use 1 or more, or leave it out for no limit.");
        return problems;
    }
}
