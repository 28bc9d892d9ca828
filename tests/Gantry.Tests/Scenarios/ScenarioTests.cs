using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Gantry.Manager.State;
using Gantry.Tests.Manager.State;

namespace Gantry.Tests.Scenarios;

/// <summary>
/// Each file is a story: commands, and below each <c>----</c> what they show. <c>UPDATE=1</c> writes what was seen into the file.
/// </summary>
public sealed class ScenarioTests
{
    private const string Answer = "----";

    /// <summary>Names the file for the second process of a comparison.</summary>
    private const string TraceFile = "GANTRY_SCENARIO_TRACE";

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

    // As few operations as etcd takes at once: what does not fit goes on in the next transaction, and nothing else is different.
    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_backend_of_small_transactions_tells_the_same(string scenario)
    {
        var ct = TestContext.Current.CancellationToken;
        var text = await File.ReadAllTextAsync(Path.Combine(Folder(), scenario + ".txt"), ct);
        await using var cluster = await ScenarioCluster.StartAsync(ct, new BackendLimits(Operations: 16, Bytes: null));

        Assert.Equal(text, await PlayAsync(cluster, text, ct));
    }

    // Strings hash differently in every process: what depends on the order of a hash collection is the same twice in one
    // process and differs in the next. So the test starts itself once more; the second one only writes down what it saw.
    [Fact]
    public async Task One_story_told_in_two_processes_is_the_same_to_the_letter()
    {
        var ct = TestContext.Current.CancellationToken;
        var trace = await TraceAsync(ct);
        if (Environment.GetEnvironmentVariable(TraceFile) is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, trace, ct);
            return;
        }

        Assert.Equal(trace, await TraceOfAnotherProcessAsync(ct));
    }

    private static async Task<string> TraceAsync(CancellationToken ct)
    {
        var trace = new StringBuilder();
        foreach (var path in Directory.EnumerateFiles(Folder(), "*.txt").Order(StringComparer.Ordinal))
        {
            await using var cluster = await ScenarioCluster.StartAsync(ct);
            trace.Append(await PlayAsync(cluster, await File.ReadAllTextAsync(path, ct), ct)).Append(await cluster.TraceAsync(ct));
        }

        return trace.ToString();
    }

    private static async Task<string> TraceOfAnotherProcessAsync(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("trace");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Gantry.Tests"))
        {
            ArgumentList = { "--filter-method", $"*.{nameof(One_story_told_in_two_processes_is_the_same_to_the_letter)}", "--no-ansi" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment[TraceFile] = file;
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);

        Assert.True(File.Exists(file), $"The other process wrote no trace: {await said} {await complained}");
        return await File.ReadAllTextAsync(file, ct);
    }

    private static async Task<string> PlayAsync(string text, CancellationToken ct)
    {
        await using var cluster = await ScenarioCluster.StartAsync(ct);
        return await PlayAsync(cluster, text, ct);
    }

    private static async Task<string> PlayAsync(ScenarioCluster cluster, string text, CancellationToken ct)
    {
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
