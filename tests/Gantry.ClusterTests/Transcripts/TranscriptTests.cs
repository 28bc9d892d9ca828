using System.Runtime.CompilerServices;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>
/// Each file tells what people and scripts see of <c>gantry</c>: the same commands with their output on pipes and on a
/// terminal. <c>UPDATE=1</c> writes what was seen into the file: read it before it is committed.
/// </summary>
public sealed class TranscriptTests(Stages stages) : IClassFixture<Stages>
{
    private const string Tour = "tour";
    private const string TourBegins = "<!-- tour -->\n";
    private const string TourEnds = "<!-- /tour -->\n";

    private static bool IsUpdate => Environment.GetEnvironmentVariable("UPDATE") == "1";

    public static IEnumerable<TheoryDataRow<string>> Files() =>
        Directory.EnumerateFiles(Folder(), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Where(f => f != Tour)
            .Order(StringComparer.Ordinal).Select(f => new TheoryDataRow<string>(f));

    [Theory]
    [MemberData(nameof(Files))]
    public Task Gantry_says_what_the_transcript_tells(string transcript) => PlayAndCompareAsync(transcript);

    [Fact]
    public async Task The_tour_in_the_readme_shows_what_a_terminal_shows()
    {
        var ct = TestContext.Current.CancellationToken;
        var path = Path.Combine(Folder(), "..", "..", "..", "..", "README.md");
        var readme = await File.ReadAllTextAsync(path, ct);
        var (begin, end) = (readme.IndexOf(TourBegins, StringComparison.Ordinal) + TourBegins.Length, readme.IndexOf(TourEnds, StringComparison.Ordinal));

        var (story, terminal) = await PlayAndCompareAsync(Tour);

        await CompareAsync(path, readme, readme[..begin] + story.AsMarkdown(terminal) + readme[end..], ct);
    }

    private async Task<(Story Story, IReadOnlyList<Said> Terminal)> PlayAndCompareAsync(string transcript)
    {
        var ct = TestContext.Current.CancellationToken;
        var path = Path.Combine(Folder(), transcript + ".txt");
        var text = await File.ReadAllTextAsync(path, ct);
        var story = Story.Parse(text);

        var (pipes, terminal) = await stages.PlayAsync(story, ct);

        await CompareAsync(path, text, story.Tell(pipes, terminal), ct);
        return (story, terminal);
    }

    private static async Task CompareAsync(string path, string expected, string seen, CancellationToken ct)
    {
        if (IsUpdate)
            await File.WriteAllTextAsync(path, seen, ct);
        else if (expected != seen)
            Assert.Fail($"{Path.GetFileName(path)} tells something else. Run with UPDATE=1 and look at the difference. The first one:\n{FirstDifference(expected, seen)}");
    }

    private static string FirstDifference(string expected, string seen)
    {
        var (told, shown) = (expected.Split('\n'), seen.Split('\n'));
        var line = told.Zip(shown).TakeWhile(pair => pair.First == pair.Second).Count();
        var command = shown.Take(line + 1).LastOrDefault(l => l.StartsWith("$ ", StringComparison.Ordinal));
        return $"{command}\n  line {line + 1}, told: {told.ElementAtOrDefault(line)}\n  line {line + 1}, seen: {shown.ElementAtOrDefault(line)}";
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Files");
}
