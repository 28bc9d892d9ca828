using Gantry.Compose;
using Gantry.Manager.Control;
using Gantry.Model.Stacks;

namespace Gantry.Roles;

/// <summary>The one function by which the manager reads compose text.</summary>
internal static class ComposeReading
{
    public static ComposeOutcome Read(string stack, Bundle bundle) => ComposeReader.Read(stack, bundle) switch
    {
        ComposeResult.Accepted accepted => new ComposeOutcome.Read(
            accepted.Stack,
            [.. accepted.Warnings.Where(w => w.Severity is Severity.Warning).Select(ProblemText.Plain)],
            [.. accepted.Warnings.Where(w => w.Severity is Severity.Notice).Select(ProblemText.Plain)]),
        ComposeResult.Refused refused => new ComposeOutcome.Invalid([.. refused.Problems.Select(p => ProblemText.Write([p], bundle).TrimEnd())]),
        var other => throw new InvalidOperationException($"No such result: {other}."),
    };
}
