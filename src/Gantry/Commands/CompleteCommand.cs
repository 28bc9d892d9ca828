using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
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
        return [.. Completions(root, words, last)
            .Select(c => c.InsertText ?? c.Label)
            .Where(c => c.StartsWith(last, StringComparison.Ordinal) && (last.StartsWith('-') || !c.StartsWith('-')))
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }

    // Left alone the parser offers what all arguments of a command take, and takes the empty word under the cursor for
    // the end of the one before.
    private static IEnumerable<CompletionItem> Completions(RootCommand root, IReadOnlyList<string> words, string last)
    {
        var parsed = root.Parse(words);
        if (!last.StartsWith('-') && OwnerOf(parsed) is { } owner)
            return owner.GetCompletions(parsed.GetCompletionContext());
        if (last.Length > 0)
            return parsed.GetCompletions(null);
        var before = root.Parse([.. words.SkipLast(1)]);
        return before.Tokens is [.., { Type: TokenType.Argument }] ? [] : before.GetCompletions(null);
    }

    /// <returns>The argument or option that the last word is given to; null when it is none's.</returns>
    private static Symbol? OwnerOf(ParseResult parsed)
    {
        if (parsed.Tokens.Count == 0)
            return null;
        var last = parsed.Tokens[^1];
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as CommandResult)
        {
            if (command.Children.LastOrDefault(c => c is not CommandResult && c.Tokens.LastOrDefault() == last) is { } owner)
                return owner is ArgumentResult argument ? argument.Argument : (owner as OptionResult)?.Option;
        }

        return null;
    }
}
