using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose.Conformance;

public sealed class CorpusTests(ITestOutputHelper output)
{
    // Scores that must not fall: files accepted of all, and of those that an oracle accepts.
    private const int LeastAccepted = 495;
    private const int LeastOfOracles = 431;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    [Fact]
    public void Every_file_is_read_or_refused_for_a_named_reason()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        var reasons = new Dictionary<string, int>();
        var (accepted, total) = (0, 0);
        foreach (var file in corpus.Files())
        {
            total++;
            if (Reasons(file) is not { Count: > 0 } given)
                accepted++;
            else
                given.ForEach(r => reasons[r] = reasons.GetValueOrDefault(r) + 1);
        }

        output.WriteLine($"{accepted} of {total} files accepted. Why others are not:");
        Print(reasons);
        Assert.True(accepted >= LeastAccepted, $"Only {accepted} files are accepted, fewer than {LeastAccepted} before.");
    }

    /// <summary>What docker or docker-compose takes and we do not stands in refused.txt.</summary>
    [Fact]
    public void Every_file_that_an_oracle_accepts_is_accepted_or_refused_by_the_specification()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        var refused = new List<string>();
        var (accepted, total) = (0, 0);
        foreach (var file in corpus.Files().Where(f => f.Oracles.Count > 0))
        {
            total++;
            var reasons = Reasons(file);
            accepted += reasons.Count == 0 ? 1 : 0;
            refused.AddRange(reasons.Select(r => $"{file.Path["files/".Length..]} {r}"));
        }

        output.WriteLine($"Of {total} files that an oracle accepts {accepted} are accepted.");
        ReasonedList.AssertIs("refused.txt", refused);
        Assert.True(accepted >= LeastOfOracles, $"Only {accepted} files of the oracles are accepted, fewer than {LeastOfOracles} before.");
    }

    [Fact]
    public void What_is_written_of_a_file_reads_as_the_same_again()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        foreach (var file in corpus.Files())
        {
            if (ComposeReader.Read("stack", file.Bundle) is not ComposeResult.Accepted accepted)
                continue;
            foreach (var format in Enum.GetValues<ConfigFormat>())
            {
                var written = StackConfig.Write(accepted.Stack, format);
                var again = ComposeReader.Read(null, new Bundle([new BundleFile(file.Path, written)], [], new Dictionary<string, string>(), []));
                Assert.Equal(written, StackConfig.Write(again.Accepted(), format));
                Assert.Equal([], again.Problems().Select(p => p.Code).Except(accepted.Warnings.Select(w => w.Code)).Except(["unused", "bad_image"]));
            }
        }
    }

    private void Print(Dictionary<string, int> reasons)
    {
        foreach (var (reason, count) in reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal))
            output.WriteLine($"{count,5} {reason}");
    }

    // None when the file is accepted.
    private static List<string> Reasons(CorpusFile file)
    {
        var started = CpuClock.Now();
        var result = ComposeReader.Read("stack", file.Bundle);
        var took = CpuClock.Now() - started;
        Assert.True(took < Longest, $"{file.Path} took {took}.");

        if (result is not ComposeResult.Refused refused)
            return [];
        var errors = refused.Problems.Where(p => p.Severity is Severity.Error).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, e => Assert.True(e.Line > 0 && e.Column > 0 && e.Message.Length > 0, $"{file.Path}: {e}"));
        return [.. errors.Select(e => e.Code is "unsupported_key" or "unknown_key" ? $"{e.Code} {e.Message.Split('\'')[1]}" : e.Code).Distinct()];
    }
}
