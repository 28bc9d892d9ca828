using System.CommandLine;
using System.CommandLine.Parsing;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageError
{
    private const int LongestTypo = 2;

    /// <summary>The parser takes an option that it does not know for an argument: a stack called <c>--ys</c>.</summary>
    public static CliException? OfUnknownOption(ParseResult parsed)
    {
        // Behind -- stand words of the command in the container.
        var own = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).ToHashSet();
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens);
        var unknown = arguments.FirstOrDefault(t => t.Value.Length > 1 && t.Value[0] == '-' && own.Contains(t));
        if (unknown is null)
            return null;
        var path = PathOf(parsed);
        return CliException.Usage(
            $"'{path}' has no option {unknown.Value}.",
            Nearest(parsed.CommandResult.Command, unknown.Value) is { } meant
                ? $"Did you mean '{meant}'? {path} --help shows all."
                : $"{path} --help shows all.");
    }

    public static CliException Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = PathOf(parsed);
        var wrong = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (wrong is not null && Nearest(command, wrong) is { } meant)
            return CliException.Usage($"'{wrong}' is not understood after '{path}'.", $"Did you mean '{meant}'? {path} --help shows all.");

        if (wrong?.Contains('=') == true && command.Options.Any(o => o.Name == "--follow") && command.Options.Any(o => o.Name == "--filter"))
            return CliException.Usage($"'{wrong}' is not understood after '{path}'.", $"-f is --follow here: write --filter {wrong}.");

        var message = command.Subcommands.Count > 0 && command.Action is null && wrong is null
            ? $"'{path}' needs a command: {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}."
            : wrong is not null ? $"'{wrong}' is not understood after '{path}'." : parsed.Errors[0].Message;
        return CliException.Usage(message, $"{path} --help shows how it is used.");
    }

    private static string PathOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            names.Insert(0, result.Command is RootCommand ? "gantry" : result.Command.Name);
        return string.Join(' ', names);
    }

    private static string? Nearest(Command command, string typed)
    {
        var isOption = typed.StartsWith('-');
        var candidates = isOption
            ? command.Options.Where(o => !o.Hidden).Select(o => o.Name)
            : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
        return candidates
            .Select(name => (Name: name, Distance: Distance(name, typed)))
            .Where(c => c.Distance <= LongestTypo || (typed.Length > 2 && c.Name.StartsWith(typed, StringComparison.Ordinal)))
            .OrderBy(c => c.Distance)
            .Select(c => c.Name)
            .FirstOrDefault();
    }

    /// <summary>Insertions, deletions and replacements from one word to the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
