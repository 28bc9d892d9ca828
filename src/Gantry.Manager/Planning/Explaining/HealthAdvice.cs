using Gantry.Manager.State;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>What would most likely help a task whose health check fails: the check itself, and the time that it has. Pure.</summary>
internal static class HealthAdvice
{
    public static string For(Snapshot state, ServiceTask task)
    {
        var container = state.FindRevision(task.ServiceId, task.Revision)?.Container;
        if (container is { Probes.Count: > 0 })
            return Sentence($"x-gantry.probe of {task.Service}", TimingsOf(container.Probes[0]));
        if (container?.HealthCheck is not { } check)
            return $"The image of {task.Service} brings its check: correct it there, or write healthcheck in the file.";
        var test = check.Test.Count > 0 ? $" ({string.Join(' ', check.Test)})" : "";
        return Sentence($"healthcheck of {task.Service}{test}", TimingsOf(check));
    }

    private static string Sentence(string check, string timings) =>
        $"Look at {check} and its timings ({timings}): correct what fails, or give it more time with start_period, timeout or retries.";

    private static string TimingsOf(HealthCheck check)
    {
        (string Name, string? Value)[] timings =
        [
            ("interval", Words(check.Interval)),
            ("timeout", Words(check.Timeout)),
            ("start_period", Words(check.StartPeriod)),
            ("retries", check.Retries?.ToString()),
        ];
        var written = timings.Where(t => t.Value is not null).Select(t => $"{t.Name} {t.Value}").ToList();
        return written.Count > 0 ? string.Join(", ", written) : "none is written: the image's or the engine's hold";
    }

    private static string TimingsOf(Probe probe) =>
        $"interval {Words(probe.Interval) ?? "10s"}, timeout {Words(probe.Timeout) ?? "5s"}, start_period {Words(probe.StartPeriod)}, retries {probe.Retries}";

    private static string? Words(TimeSpan? span) => span is { } known ? SpecDiff.DurationText(known) : null;
}
