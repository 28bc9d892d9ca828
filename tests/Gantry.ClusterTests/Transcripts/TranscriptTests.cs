using System.Runtime.CompilerServices;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>
/// Each file tells what people and scripts see of <c>gantry</c>: the same commands with their output on pipes and on a
/// terminal, each on a server of its own. <c>UPDATE=1</c> writes what was seen into the file: read it before it is committed.
/// </summary>
public sealed class TranscriptTests(LocalEngine engine)
{
    public static IEnumerable<TheoryDataRow<string>> Files() =>
        Directory.EnumerateFiles(Folder(), "*.txt").Order(StringComparer.Ordinal).Select(f => new TheoryDataRow<string>(Path.GetFileNameWithoutExtension(f)));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Gantry_says_what_the_transcript_tells(string transcript)
    {
        var ct = TestContext.Current.CancellationToken;
        var path = Path.Combine(Folder(), transcript + ".txt");
        var text = await File.ReadAllTextAsync(path, ct);
        var story = Story.Parse(text);

        var pipes = PlayAsync(story, hasTerminal: false, ct);
        var terminals = PlayAsync(story, hasTerminal: true, ct);
        var seen = story.Tell(await pipes, await terminals);

        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
            await File.WriteAllTextAsync(path, seen, ct);
        else
            Assert.Equal(text, seen);
    }

    private async Task<IReadOnlyList<Said>> PlayAsync(Story story, bool hasTerminal, CancellationToken ct)
    {
        await using var stage = await Stage.OpenAsync(engine, hasTerminal, ct);
        return await stage.PlayAsync(story, ct);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Files");
}
