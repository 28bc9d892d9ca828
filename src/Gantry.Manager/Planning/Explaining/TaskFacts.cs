using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>The numbers behind an explanation. Pure.</summary>
internal static class TaskFacts
{
    public const string LastExit = "last exit";
    public const string EngineWarning = "engine warning";

    private const int LongestOutput = 1_000;

    public static IReadOnlyList<ExplainedFact> Of(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        var ended = task.HasEnded ? task : Predecessor(state, task);
        (string Name, string? Value)[] facts =
        [
            ("node", task.NodeId is { } id ? state.Find(id)?.Name ?? id.ToString() : null),
            ("image", state.FindRevision(task.ServiceId, task.Revision)?.Container.Image),
            .. Times(task, now),
            .. ended is null ? [] : Ends(ended, now),
            .. Health(task, ended),
            .. task.Observed.EngineWarnings.Select(w => (EngineWarning, (string?)w)),
        ];
        return [.. facts.Where(f => f.Value is { Length: > 0 }).Select(f => new ExplainedFact(f.Name, f.Value ?? ""))];
    }

    /// <summary>The newest task of the slot that has ended.</summary>
    public static ServiceTask? Predecessor(Snapshot state, ServiceTask task) =>
        state.TasksOf(task.ServiceId)
            .Where(t => t.Id != task.Id && t.HasEnded && t.Slot == task.Slot && (t.Slot > 0 || t.NodeId == task.NodeId))
            .MaxBy(t => (t.EndedAt ?? t.CreatedAt, t.RestartCount));

    private static IEnumerable<(string, string?)> Times(ServiceTask task, DateTimeOffset now)
    {
        if (task is { HasEnded: false, Observed: { PullingSince: { } begun, At: var heard } })
        {
            yield return ("pull", $"for {Words(now - begun)}, since {begun:yyyy-MM-ddTHH:mm:ssZ}");
            yield return ("last progress", $"{Words(now - heard)} ago: {task.Observed.Message}");
        }

        if (task is { IsInService: true, InServiceSince: { } since })
            yield return ("in service", $"for {Words(now - since)}");
        if (task.RestartCount > 0)
            yield return ("restarts in a row", $"{task.RestartCount}");
        if (task.NotBefore is { } due && due > now)
            yield return ("not before", $"{due:yyyy-MM-ddTHH:mm:ssZ}");
    }

    private static IEnumerable<(string, string?)> Ends(ServiceTask ended, DateTimeOffset now)
    {
        yield return (LastExit, ExitOf(ended, now));
        if (ended.Observed.OomKilled)
            yield return ("out of memory", "yes");
    }

    private static IEnumerable<(string, string?)> Health(ServiceTask task, ServiceTask? ended)
    {
        if (task.Observed.Health != TaskHealth.None)
            yield return ("health", task.Observed.Health.ToString().ToLowerInvariant());
        yield return ("health output", Short(task.Observed.HealthOutput ?? ended?.Observed.HealthOutput));
    }

    private static string ExitOf(ServiceTask ended, DateTimeOffset now)
    {
        var code = ended.Observed.ExitCode is { } exit ? $"code {exit}" : ended.State.Word();
        var ago = ended.EndedAt is { } at ? $", {Words(now - at)} ago" : "";
        return $"{code}{ago}: {ended.Observed.Reason}";
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
