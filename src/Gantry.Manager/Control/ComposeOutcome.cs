using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>What reading the compose files of a deploy gave. A closed set: the constructor is private.</summary>
internal abstract record ComposeOutcome
{
    private ComposeOutcome()
    {
    }

    /// <param name="Notices">Told as warnings are, but never a reason to refuse.</param>
    public sealed record Read(StackSpec Stack, IReadOnlyList<string> Warnings, IReadOnlyList<string> Notices) : ComposeOutcome;

    /// <param name="Problems">Formatted, with file, line and column.</param>
    public sealed record Invalid(IReadOnlyList<string> Problems) : ComposeOutcome;
}
