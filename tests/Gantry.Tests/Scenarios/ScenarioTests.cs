using System.Runtime.CompilerServices;
using System.Text;

namespace Gantry.Tests.Scenarios;

/// <summary>
/// Each file is a story: commands, and below each <c>----</c> what they show. <c>UPDATE=1</c> writes what was seen into the file.
/// </summary>
public sealed class ScenarioTests
{
    private const string Answer = "----";

    public static IEnumerable<TheoryDataRow<string>> Files() =>
        Directory.EnumerateFiles(Folder(), "*.txt").Order(StringComparer.Ordinal).Select(f => new TheoryDataRow<string>(Path.GetFileNameWithoutExtension(f)));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_cluster_does_what_the_scenario_tells(string scenario)
    {
        var path = Path.Combine(Folder(), scenario + ".txt");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        var seen = await PlayAsync(text, TestContext.Current.CancellationToken);

        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
            await File.WriteAllTextAsync(path, seen, TestContext.Current.CancellationToken);
        else
            Assert.Equal(text, seen);
    }

    [Fact]
    public async Task One_story_told_twice_is_the_same_to_the_letter()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder(), "deploy-and-heal.txt"), TestContext.Current.CancellationToken);

        var once = await PlayAsync(text, TestContext.Current.CancellationToken);

        Assert.Equal(once, await PlayAsync(text, TestContext.Current.CancellationToken));
    }

    private static async Task<string> PlayAsync(string text, CancellationToken ct)
    {
        await using var cluster = await ScenarioCluster.StartAsync(ct);
        var told = new StringBuilder();
        foreach (var (command, body) in Commands(text))
        {
            told.Append(command).Append('\n').Append(body);
            if (command.StartsWith('#') || command.Length == 0)
                continue;
            var shown = await cluster.RunAsync(command, body, ct);
            if (shown.Length > 0)
                told.Append(Answer).Append('\n').Append(shown).Append('\n');
        }

        return told.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>A command is a line that is not indented; indented lines belong to it. What an answer showed before is passed over.</summary>
    private static IEnumerable<(string Command, string Body)> Commands(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == Answer)
            {
                while (i + 1 < lines.Length && lines[i + 1].Length > 0)
                    i++;
                i++;
                continue;
            }

            var command = lines[i];
            var body = new StringBuilder();
            while (i + 1 < lines.Length && lines[i + 1].StartsWith(' '))
                body.Append(lines[++i]).Append('\n');
            yield return (command, body.ToString());
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Files");
}
