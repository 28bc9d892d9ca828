using Gantry.Compose;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>Says why compose files are refused, with their lines.</summary>
internal static class ComposeProblems
{
    public static CliException Of(ComposeResult.Refused refused, Bundle bundle) => Of(refused.Problems, bundle);

    public static CliException Of(IReadOnlyList<Problem> problems, Bundle bundle)
    {
        var errors = problems.Count(p => p.Severity == Severity.Error);
        var count = errors switch { 0 => "are warnings", 1 => "is an error", _ => $"are {errors} errors" };
        return new CliException(ExitCode.Validation, $"There {count} in {string.Join(", ", bundle.ComposeFiles.Select(f => f.Path))}.")
        {
            Details = ProblemText.Write(problems, bundle).TrimEnd('\n').Split('\n'),
        };
    }
}
