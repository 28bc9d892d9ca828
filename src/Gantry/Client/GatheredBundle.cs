using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Client;

/// <param name="StackName">Null: the files are refused, and nothing else names the stack.</param>
/// <param name="Reading">What this client makes of it; the server reads it again.</param>
/// <param name="Notes">What the user should know of the choice of files.</param>
internal sealed record GatheredBundle(string? StackName, Bundle Bundle, ComposeResult Reading, IReadOnlyList<string> Notes)
{
    /// <summary>What stands against reading the values of configs and secrets, a sentence each. Empty when nobody looked.</summary>
    public IReadOnlyList<string> ContentProblems { get; init; } = [];
}
