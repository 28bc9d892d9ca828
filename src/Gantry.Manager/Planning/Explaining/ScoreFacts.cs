using System.Globalization;
using Gantry.Manager.Schedule;
using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>The table of scores that a placed task is explained with: the nodes that fit, best first, then a few that do not.</summary>
internal static class ScoreFacts
{
    private const int MostScored = 10;
    private const int MostRefusing = 10;

    public static List<ExplainedNode> Of(PlacementSurvey survey, ServiceTask task)
    {
        var own = survey.Scores.FirstOrDefault(s => s.NodeId == task.NodeId);
        var shown = survey.Scores.Take(MostScored).ToList();
        if (own is not null && !shown.Contains(own))
            shown.Add(own);
        var refusing = TaskExplanation.NodesOf(survey.Refusals.OrderBy(r => r.NodeId == task.NodeId ? 0 : 1)).Take(MostRefusing);
        return [.. shown.Select(s => Scored(s, survey.Strategy, task)), .. refusing];
    }

    private static ExplainedNode Scored(NodeScore score, SchedulingStrategy strategy, ServiceTask task) =>
        new(score.Node, true, []) { HasTask = score.NodeId == task.NodeId, Score = [.. Facts(score, strategy)] };

    private static IEnumerable<ExplainedFact> Facts(NodeScore score, SchedulingStrategy strategy)
    {
        foreach (var branch in score.Branches)
            yield return new ExplainedFact(branch.Property, $"{(branch.Value.Length > 0 ? branch.Value : "-")}: {branch.Tasks}");
        if (score.Wished is { } wished)
            yield return new ExplainedFact("wished", Number(wished));
        var failures = new ExplainedFact("failures", score.IsTroubled ? $"{score.RecentFailures}, avoided" : Number(score.RecentFailures));
        IEnumerable<ExplainedFact> own = strategy switch
        {
            SchedulingStrategy.Spread or SchedulingStrategy.Unrecognized =>
                [new("of service", Number(score.ServiceTasks)), failures, new("reserved", Share(score.HeldShare)), new("tasks", Number(score.Tasks))],
            SchedulingStrategy.Binpack => [new("reserved with it", Share(score.HeldShareAfter)), new("tasks", Number(score.Tasks)), failures],
            SchedulingStrategy.RoundRobin => [new("turn", Number(score.Turn ?? 0)), failures],
            SchedulingStrategy.Epvm =>
                [new("memory cost", Cost(score.Epvm?.Memory)), new("cpu cost", Cost(score.Epvm?.Cpu)), new("cost", Cost(score.Epvm?.Total)), failures],
            _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "No such strategy."),
        };
        foreach (var fact in own)
            yield return fact;
        yield return new ExplainedFact("image", score.HasImage ? "here" : "-");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    private static string Cost(double? cost) => (cost ?? 0).ToString("0.0000", CultureInfo.InvariantCulture);
}
