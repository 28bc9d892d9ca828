using Gantry.Compose;
using Gantry.Manager.Control;
using Gantry.Model.Api;

namespace Gantry.Roles;

/// <summary>The one function by which the manager reads compose text.</summary>
internal static class ComposeReading
{
    public static ComposeOutcome Read(string stack, DeployRequest request) => ComposeReader.Read(stack, request.Bundle) switch
    {
        ComposeResult.Accepted accepted => new ComposeOutcome.Read(accepted.Stack, [.. accepted.Warnings.Select(p => ProblemText.Of(p, request.Bundle))]),
        ComposeResult.Refused refused => new ComposeOutcome.Invalid([.. refused.Problems.Select(p => ProblemText.Of(p, request.Bundle))]),
        var other => throw new InvalidOperationException($"No such result: {other}."),
    };
}
