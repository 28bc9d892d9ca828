using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Output;

/// <summary>What <c>validate -o json</c> prints.</summary>
/// <param name="Stack">Null: nothing names it.</param>
/// <param name="Services">By name; empty when the files are refused.</param>
/// <param name="DeployRefusals">What is right in the files and a deploy by this version refuses, a sentence each.</param>
internal sealed record ValidationReport(
    bool Valid, string? Stack, IReadOnlyList<string> Services, IReadOnlyList<ValidationReport.Item> Problems, IReadOnlyList<string> DeployRefusals)
{
    public static ValidationReport Of(string? name, StackSpec? stack, IReadOnlyList<Problem> problems, Bundle bundle, IReadOnlyList<string> deployRefusals)
    {
        var isValid = stack is not null && problems.All(p => p.Severity is not Severity.Error);
        return new ValidationReport(isValid, name, [.. stack?.Services.Select(s => s.Name) ?? []], [.. problems.Select(p => ItemOf(p, bundle))], deployRefusals);
    }

    private static Item ItemOf(Problem problem, Bundle bundle) => new(
        problem.SeverityName,
        problem.Code,
        problem.Message,
        problem.Hint,
        problem.File,
        problem.Line,
        problem.Column,
        ProblemText.LineOf(problem, bundle));

    /// <param name="Line">From 1; 0 where no line can be named.</param>
    /// <param name="Column">From 1.</param>
    /// <param name="Quote">The line itself; null when it is not there.</param>
    internal sealed record Item(string Severity, string Code, string Message, string? Hint, string File, int Line, int Column, string? Quote);
}
