using Gantry.Compose;

namespace Gantry.Tests.Compose;

public sealed class CorpusTests(ITestOutputHelper output)
{
    // The score must not fall. What is missing is refused for a key that is not supported yet.
    private const int LeastAccepted = 352;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    [Fact]
    public void Every_file_is_read_or_refused_for_a_named_reason()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        var reasons = new Dictionary<string, int>();
        var (accepted, total, wanted) = (0, 0, 0);
        foreach (var file in corpus.Files())
        {
            total++;
            wanted += file.Oracles.Count > 0 ? 1 : 0;
            if (Reasons(file) is not { Count: > 0 } given)
                accepted++;
            else
                given.ForEach(r => reasons[r] = reasons.GetValueOrDefault(r) + 1);
        }

        output.WriteLine($"{accepted} of {total} files accepted ({wanted} by an oracle). Why others are not:");
        foreach (var (reason, count) in reasons.OrderByDescending(r => r.Value))
            output.WriteLine($"{count,5} {reason}");
        Assert.True(accepted >= LeastAccepted, $"Only {accepted} files are accepted, fewer than {LeastAccepted} before.");
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
