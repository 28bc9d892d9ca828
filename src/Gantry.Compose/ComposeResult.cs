using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>What reading a bundle gave: a stack, or every reason why there is none.</summary>
public abstract record ComposeResult
{
    private ComposeResult()
    {
    }

    public sealed record Accepted(StackSpec Stack, IReadOnlyList<Problem> Warnings) : ComposeResult;

    /// <param name="Problems">At least one error, and the warnings; in the order of files and lines.</param>
    public sealed record Refused(IReadOnlyList<Problem> Problems) : ComposeResult;
}
