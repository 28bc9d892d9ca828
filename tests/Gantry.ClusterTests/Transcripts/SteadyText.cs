using System.Text.RegularExpressions;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>
/// What a command printed with all that differs from run to run made the same: times, durations, usage, names and addresses
/// given by this machine. Ids stay telling: one thing has one id all through a story.
/// </summary>
internal sealed partial class SteadyText
{
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz234567";
    private const int ShownIdLength = 8;

    private readonly Dictionary<string, string> _names = [];
    private readonly HashSet<string> _ids = [];
    private readonly Dictionary<string, string> _steadyIds = [];

    /// <summary>This text is that one in the transcript.</summary>
    public void Rename(string text, string steady) => _names[text] = steady;

    public void KnowIds(IEnumerable<string> ids)
    {
        foreach (var id in ids)
            _ids.Add(id[..ShownIdLength]);
    }

    public string Of(string printed) => string.Join('\n', SteadyTables.Of(SteadyProgress.Of(OwnAddresses().Replace(printed, "${before}[\"192.0.2.1\"]")), Line).Select(line => line.TrimEnd()));

    private string Line(string line)
    {
        foreach (var (text, steady) in _names.OrderByDescending(n => n.Key.Length))
            line = line.Replace(text, steady, StringComparison.Ordinal);
        line = LongHex().Replace(line, found => found.Value.StartsWith("sha256:", StringComparison.Ordinal) ? $"sha256:{new string('0', 64)}" : new string('c', found.Length));
        line = QuotedYamlId().Replace(line, "$1$2");
        line = IdText().Replace(line, found => SteadyId(found.Value));
        line = Instant().Replace(line, found => $"2026-01-02T03:04:05{Fraction(found.Groups["fraction"].Length)}{found.Groups["zone"].Value}");
        line = Ago().Replace(line, "5 seconds ago");
        line = ShortSpan().Replace(line, "$1 5 s$2");
        line = Took().Replace(line, "after 1.5s");
        line = Within().Replace(line, "1.5s");
        line = Address().Replace(line, "10.128.0.2");
        line = Share().Replace(line, "1.5%");
        line = ClusterRevision().Replace(line, "$1\"1.42\"");
        line = Share01().Replace(line, "${before}0.015");
        line = Kernel().Replace(line, "${before}6.1.0-18-amd64");
        line = Usage().Replace(line, "${before}1048576");
        return Size().Replace(line, "4MiB");
    }

    // Zeros at its end are not written: seven digits are six on some days.
    private static string Fraction(int length) => length switch
    {
        0 => "",
        <= 4 => ".678",
        _ => ".6789012",
    };

    private string SteadyId(string text)
    {
        var shown = text[..ShownIdLength];
        if (!_ids.Contains(shown))
            return text;
        if (!_steadyIds.TryGetValue(shown, out var steady))
        {
            steady = IdOf(_steadyIds.Count + 1);
            _steadyIds.Add(shown, steady);
        }

        return steady[..text.Length];
    }

    /// <summary>The n-th id of a story, as any other looks.</summary>
    private static string IdOf(int number)
    {
        var bits = (ulong)number * 0x9E3779B97F4A7C15;
        return string.Create(16, bits, static (letters, bits) =>
        {
            for (var i = 0; i < letters.Length; i++)
                letters[i] = IdLetters[(int)((bits >> (4 * i)) & 15) * 2 + (i % 2)];
        });
    }

    [GeneratedRegex(@"\b(sha256:)?[0-9a-f]{64}\b|\b(?=\d*[a-f])[0-9a-f]{12}\b")]
    private static partial Regex LongHex();

    // YAML quotes those that begin with a digit.
    [GeneratedRegex(@"^(\s*\w+: )""([a-z2-7]{16})""$")]
    private static partial Regex QuotedYamlId();

    [GeneratedRegex(@"(?<![a-z0-9])([a-z2-7]{16}|[a-z2-7]{8})(?![a-z0-9])")]
    private static partial Regex IdText();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?<fraction>\.\d+)?(?<zone>Z|\+00:00)")]
    private static partial Regex Instant();

    [GeneratedRegex(@"\b(less than a second|about an? \w+|\d+ (second|minute|hour)s?) ago\b", RegexOptions.IgnoreCase)]
    private static partial Regex Ago();

    [GeneratedRegex(@"(for|,) \d+ s\b( ago)?")]
    private static partial Regex ShortSpan();

    [GeneratedRegex(@"\bafter \d+(\.\d)?s\b")]
    private static partial Regex Took();

    [GeneratedRegex(@"^\d+\.\ds$")]
    private static partial Regex Within();

    [GeneratedRegex(@"\b10\.\d+\.\d+\.\d+\b")]
    private static partial Regex Address();

    [GeneratedRegex(@"\b\d+(\.\d+)?%")]
    private static partial Regex Share();

    [GeneratedRegex(@"(""?revision""?: )""\d+\.\d+""")]
    private static partial Regex ClusterRevision();

    [GeneratedRegex(@"(?<before>""(cpuShare|loadOneMinute)"": )[\d.]+(E-\d+)?")]
    private static partial Regex Share01();

    [GeneratedRegex(@"(?<before>""(memoryUsedBytes|diskUsedBytes|memoryBytes(?="": [1-9])|diskBytes|cpus)"": )\d+")]
    private static partial Regex Usage();

    [GeneratedRegex(@"(?<before>""kernel"": "")[^""]+")]
    private static partial Regex Kernel();

    // A machine's own: as many as it has.
    [GeneratedRegex(@"(?<before>""addresses"": )\[\s*""[0-9a-f.:]+""(,\s*""[0-9a-f.:]+"")*\s*\]")]
    private static partial Regex OwnAddresses();

    [GeneratedRegex(@"\b\d+(\.\d+)?(B|KiB|MiB|GiB)\b")]
    private static partial Regex Size();
}
