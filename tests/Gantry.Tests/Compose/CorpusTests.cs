using System.Diagnostics;
using Gantry.Compose;

namespace Gantry.Tests.Compose;

public sealed class CorpusTests(ITestOutputHelper output)
{
    // The score must not fall. What is missing is refused for a key that is not supported yet.
    private const int LeastAccepted = 257;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    [Fact]
    public void Every_file_is_read_or_refused_for_a_named_reason()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        var reasons = new Dictionary<string, int>();
        var onlyReasons = new Dictionary<string, int>();
        var (accepted, total, wanted) = (0, 0, 0);
        foreach (var file in corpus.Files())
        {
            var clock = Stopwatch.StartNew();
            var result = ComposeReader.Read("stack", file.Bundle);
            Assert.True(clock.Elapsed < Longest, $"{file.Path} took {clock.Elapsed}.");

            total++;
            wanted += file.Oracles.Count > 0 ? 1 : 0;
            accepted += result is ComposeResult.Accepted ? 1 : 0;
            if (result is not ComposeResult.Refused refused)
                continue;
            var errors = refused.Problems.Where(p => p.Severity is Severity.Error).ToList();
            Assert.NotEmpty(errors);
            Assert.All(errors, e => Assert.True(e.Line > 0 && e.Column > 0 && e.Message.Length > 0, $"{file.Path}: {e}"));
            var names = errors.Select(e => e.Code is "unsupported_key" or "unknown_key" ? $"{e.Code} {e.Message.Split('\'')[1]}" : e.Code).Distinct().ToList();
            foreach (var name in names)
                reasons[name] = reasons.GetValueOrDefault(name) + 1;
            if (names.Count == 1)
                onlyReasons[names[0]] = onlyReasons.GetValueOrDefault(names[0]) + 1;
            if (Environment.GetEnvironmentVariable("GANTRY_CORPUS_LIST") is { } list)
                File.AppendAllText(list, $"{(file.Oracles.Count > 0 ? "ORACLE " : "")}{file.Path}\n" + string.Concat(errors.Where(e => e.Code != "unsupported_key").Select(e => $"    {e}\n")));
        }

        output.WriteLine($"{accepted} of {total} files accepted ({wanted} by an oracle).");
        foreach (var (reason, count) in reasons.OrderByDescending(r => r.Value))
            output.WriteLine($"{count,5} {onlyReasons.GetValueOrDefault(reason),5} alone  {reason}");
        Assert.True(accepted >= LeastAccepted, $"Only {accepted} files are accepted, fewer than {LeastAccepted} before.");
    }
}
