using Gantry.Model.Tasks;

namespace Gantry.Worker.Probes;

/// <summary>What all probes of a container say together.</summary>
/// <param name="Output">Of the last failure that mattered; null when none has failed.</param>
internal sealed record ProbedHealth(TaskHealth Health, string? Output)
{
    public static readonly ProbedHealth Starting = new(TaskHealth.Starting, Output: null);

    /// <summary>The worst counts: a container is healthy when each of its probes says so. Pure.</summary>
    public static ProbedHealth Of(IReadOnlyList<ProbeTally> tallies)
    {
        var worst = tallies.FirstOrDefault(t => t.Health == TaskHealth.Unhealthy)
            ?? tallies.FirstOrDefault(t => t.Health == TaskHealth.Starting)
            ?? tallies[0];
        return new ProbedHealth(worst.Health, worst.LastFailure ?? tallies.Select(t => t.LastFailure).FirstOrDefault(f => f is not null));
    }
}
