using System.Text.RegularExpressions;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>
/// How many lines of progress a pipe sees, and whose comes first, is a matter of milliseconds. Of each service the last line
/// stays, and one for all that were before it.
/// </summary>
internal static partial class SteadyProgress
{
    public static IReadOnlyList<string> Of(string printed)
    {
        var lines = new List<string>();
        var progress = new List<Match>();
        foreach (var line in printed.Split('\n'))
        {
            if (ProgressLine().Match(line) is { Success: true } match)
            {
                progress.Add(match);
                continue;
            }

            Flush();
            lines.Add(line);
        }

        Flush();
        return lines;

        void Flush()
        {
            foreach (var service in progress.GroupBy(m => m.Groups["service"].Value).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                if (service.Any(IsUnderWay))
                    lines.Add($"{service.First().Groups["time"].Value} {service.Key} …/{service.Last().Groups["wanted"].Value} in progress");
                if (service.Last() is var last && !IsUnderWay(last))
                    lines.Add(last.Value);
            }

            progress.Clear();
        }
    }

    private static bool IsUnderWay(Match line) => line.Groups["state"].Value == "in progress";

    [GeneratedRegex(@"^(?<time>\S+Z) (?<service>\S+_\S+) \d+/(?<wanted>\d+) (?<state>in progress|\w+).*$")]
    private static partial Regex ProgressLine();
}
