using System.CommandLine;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry logs STACK|SERVICE|TASK</c></summary>
internal static class LogsCommand
{
    public static Command Create(CommandParts parts, bool isOfTask)
    {
        var subject = parts.LogSource();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with new lines." };
        var since = new Option<string?>("--since") { Description = "Only lines after: 10m ago, or a time.", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "Only lines before.", HelpName = "TIME" };
        var tail = new Option<string?>("--tail", "-n") { Description = "Only the last N lines of each; all is the default.", HelpName = "N" };
        var timestamps = new Option<bool>("--timestamps", "-t") { Description = "Print the time of each line." };
        var noPrefix = new Option<bool>("--no-prefix", "--no-log-prefix") { Description = "Do not print the task's name before each line." };
        var raw = new Option<bool>("--raw") { Description = "Leave terminal control sequences in the lines." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "table (lines as they are) or json (a JSON text for each line).",
            HelpName = "FORM",
            CompletionSources = { "table", "json" },
        };
        return new Command("logs", "Show what containers print.")
            .With(subject, follow, since, until, tail, timestamps, noPrefix, raw, output)
            .Does(parts, (session, ct) =>
            {
                var now = session.Time.GetUtcNow();
                var query = new LogQuery(
                    session.Get(follow),
                    Duration.PointInTime("--since", session.Get(since), now),
                    Duration.PointInTime("--until", session.Get(until), now),
                    TailOf(session.Get(tail)));
                var style = new LogStyle(session.Get(timestamps), !session.Get(noPrefix), session.Get(raw), IsJson(session.Get(output)));
                if (style is { IsJson: true } and ({ ShowsTime: true } or { ShowsTask: false } or { IsRaw: true }))
                    throw CliException.Usage("With -o json each line is whole, with its task and time.", "Leave -t, --no-prefix and --raw out.");
                return new LogReader(session, query, style).RunAsync(session.Get(subject), isOfTask, ct);
            });
    }

    private static bool IsJson(string? output) => output switch
    {
        null or "table" => false,
        "json" => true,
        _ => throw CliException.Usage($"-o {output}: there are table and json."),
    };

    private static string? TailOf(string? text) => text switch
    {
        null or "all" => null,
        _ when int.TryParse(text, out var lines) && lines >= 0 => text,
        _ => throw CliException.Usage($"--tail {text}: write a number of lines, or all."),
    };
}
