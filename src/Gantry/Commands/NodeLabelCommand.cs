using System.CommandLine;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry node label</c>, as kubectl writes it: <c>zone=eu</c> sets a label, <c>zone-</c> removes it.</summary>
internal static class NodeLabelCommand
{
    public static Command Create(CommandParts parts)
    {
        var node = parts.Node();
        var labels = new Argument<string[]>("LABEL") { Description = "KEY=VALUE sets a label, KEY- removes it.", Arity = ArgumentArity.OneOrMore };
        return new Command("label", "Set and remove labels of a node.").With(node, labels, parts.Common.DryRun, parts.Common.Quiet)
            .Does(parts, async (session, ct) =>
            {
                NodeCommands.Tell(session, await NodeCommands.UpdateAsync(session, session.Get(node), RequestOf(session.Get(labels)), ct));
                return ExitCode.Ok;
            });
    }

    private static NodeUpdateRequest RequestOf(IReadOnlyList<string> texts)
    {
        var set = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var removed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            // A value may end with a dash, so the sign that comes first decides.
            if (text.Split('=', 2) is [{ Length: > 0 } key, var value])
                set[key] = value;
            else if (text is [.. { Length: > 0 } gone, '-'] && !text.Contains('='))
                removed.Add(gone);
            else
                throw CliException.Usage($"'{text}' is no label.", "Write KEY=VALUE to set one, KEY- to remove one.");
        }

        return set.Keys.FirstOrDefault(removed.Contains) is { } both
            ? throw CliException.Usage($"The label '{both}' is to be set and to be removed.", "Write one of them.")
            : new NodeUpdateRequest(LabelAdd: set.Count > 0 ? set : null, LabelRemove: removed.Count > 0 ? [.. removed] : null);
    }
}
