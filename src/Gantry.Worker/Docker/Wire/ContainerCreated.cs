using System.Diagnostics.CodeAnalysis;

namespace Gantry.Worker.Docker.Wire;

internal sealed record ContainerCreated
{
    public required string Id { get; init; }

    /// <summary>What the engine took but will not do, for example a limit that the kernel does not know.</summary>
    [AllowNull]
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];
}
