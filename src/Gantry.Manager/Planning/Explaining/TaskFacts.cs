using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>The numbers behind an explanation. Pure.</summary>
internal static class TaskFacts
{
    private const int LongestOutput = 1_000;

    public static IReadOnlyList<ExplainedFact> Of(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        var facts = new List<ExplainedFact>();
        Add("node", task.NodeId is { } id ? state.Find(id)?.Name ?? id.ToString() : null);
        Add("image", state.FindRevision(task.ServiceId, task.Revision)?.Container.Image);
        Add("in service", task is { IsInService: true, InServiceSince: { } since } ? $"for {Words(now - since)}" : null);
        Add("restarts in a row", task.RestartCount > 0 ? $"{task.RestartCount}" : null);
        Add("not before", task.NotBefore is { } due && due > now ? $"{due:yyyy-MM-ddTHH:mm:ssZ}" : null);

        var ended = task.HasEnded ? task : Predecessor(state, task);
        Add("last exit", ended is null ? null : ExitOf(ended, now));
        Add("out of memory", ended?.Observed.OomKilled == true ? "yes" : null);
        Add("health", task.Observed.Health is TaskHealth.None ? null : task.Observed.Health.ToString().ToLowerInvariant());
        Add("health output", Short(task.Observed.HealthOutput ?? ended?.Observed.HealthOutput));
        return facts;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
                facts.Add(new ExplainedFact(name, value));
        }
    }

    /// <summary>The newest task of the slot that has ended.</summary>
    public static ServiceTask? Predecessor(Snapshot state, ServiceTask task) =>
        state.TasksOf(task.ServiceId)
            .Where(t => t.Id != task.Id && t.HasEnded && t.Slot == task.Slot && (t.Slot > 0 || t.NodeId == task.NodeId))
            .MaxBy(t => (t.EndedAt ?? t.CreatedAt, t.RestartCount));

    private static string ExitOf(ServiceTask ended, DateTimeOffset now)
    {
        var code = ended.Observed.ExitCode is { } exit ? $"code {exit}" : ended.State.Word();
        var ago = ended.EndedAt is { } at ? $", {Words(now - at)} ago" : "";
        return $"{code}{ago}: {ended.Observed.Message}";
    }

    private static string Words(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => $"{Math.Max(0, span.TotalSeconds):0} s",
        { TotalMinutes: < 90 } => $"{span.TotalMinutes:0} min",
        { TotalHours: < 36 } => $"{span.TotalHours:0} h",
        _ => $"{span.TotalDays:0} days",
    };

    private static string? Short(string? text) => text is { Length: > LongestOutput } ? text[..LongestOutput] + "…" : text?.Trim();
}
