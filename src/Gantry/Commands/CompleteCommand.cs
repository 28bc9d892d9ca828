using System.CommandLine;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry __complete -- WORD…</c>: what could stand in the place of the last word. For completion scripts.</summary>
internal static class CompleteCommand
{
    public static Command Create(CommandParts parts, Func<IReadOnlyList<Command>> roles)
    {
        var words = new Argument<string[]>("WORD") { Arity = ArgumentArity.ZeroOrMore };
        return new Command("__complete", "Answer a completion script.") { Hidden = true }.With(words)
            .Does(parts, async (session, ct) =>
            {
                foreach (var candidate in await CandidatesAsync(session, session.Get(words), roles, ct))
                    session.Printer.Line(PlainText.Of(candidate));
                return ExitCode.Ok;
            });
    }

    private static async Task<IReadOnlyList<string>> CandidatesAsync(
        Session session, IReadOnlyList<string> words, Func<IReadOnlyList<Command>> roles, CancellationToken ct)
    {
        var names = new LiveNames();
        var root = CommandTree.Create(session.Environment, roles, names);
        var candidates = Candidates(root, words);
        if (names.Wanted.Count == 0)
            return candidates;
        await new NameLookup(session.Environment, root.Parse(words)).FetchAsync(names, ct);
        return Candidates(root, words);
    }

    private static List<string> Candidates(RootCommand root, IReadOnlyList<string> words)
    {
        var last = words.Count > 0 ? words[^1] : "";

        // The empty word under the cursor is no argument yet.
        var parsed = root.Parse(last.Length == 0 ? [.. words.SkipLast(1)] : words);
        return [.. parsed.GetCompletions(null)
            .Select(c => c.InsertText ?? c.Label)
            .Where(c => c.StartsWith(last, StringComparison.Ordinal) && (last.StartsWith('-') || !c.StartsWith('-')))
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }
}
