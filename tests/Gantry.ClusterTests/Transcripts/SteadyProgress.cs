using System.Text.RegularExpressions;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>
/// How many lines of progress a pipe sees, and whose comes first, is a matter of milliseconds. Of each service the last line
/// stays, and one for all that were before it. How a service goes is not told, since some go before anybody looks.
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
                if (match.Groups["state"].Value is not ("stopping" or "stopped"))
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
                if (service.FirstOrDefault(IsCounting) is { } counting)
                    lines.Add(Count().Replace(counting.Value, "…/$1 in progress"));
                if (service.Last() is var last && !IsUnderWay(last))
                    lines.Add(last.Value);
            }

            progress.Clear();
        }
    }

    private static bool IsUnderWay(Match line) => line.Groups["state"].Value == "in progress";

    // With all there that shall be, it is the ending of others that is waited for, and that can be over at the first look.
    private static bool IsCounting(Match line) => IsUnderWay(line) && line.Groups["done"].Value != line.Groups["wanted"].Value;

    [GeneratedRegex(@"^\S+Z (?<service>[^\s:]+_[^\s:]+) ((?<done>\d+)/(?<wanted>\d+) )?(?<state>in progress|done|failed|superseded|stopping|stopped)\b.*$")]
    private static partial Regex ProgressLine();

    [GeneratedRegex(@"\d+/(\d+) in progress.*$")]
    private static partial Regex Count();
}
