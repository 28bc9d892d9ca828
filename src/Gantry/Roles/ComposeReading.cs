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
            Texts(accepted.Warnings.Where(w => w.Severity is Severity.Warning), bundle),
            Texts(accepted.Warnings.Where(w => w.Severity is Severity.Notice), bundle)),
        ComposeResult.Refused refused => new ComposeOutcome.Invalid(Texts(refused.Problems, bundle)),
        var other => throw new InvalidOperationException($"No such result: {other}."),
    };

    private static List<string> Texts(IEnumerable<Problem> problems, Bundle bundle) =>
        [.. problems.Select(p => ProblemText.Write([p], bundle).TrimEnd())];
}
