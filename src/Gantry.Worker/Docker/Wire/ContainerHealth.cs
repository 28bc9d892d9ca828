using System.Diagnostics.CodeAnalysis;

namespace Gantry.Worker.Docker.Wire;

internal sealed record ContainerHealth
{
    /// <summary><c>none starting healthy unhealthy</c>.</summary>
    public required string Status { get; init; }

    public int FailingStreak { get; init; }

    /// <summary>The last five checks, oldest first.</summary>
    [AllowNull]
    public IReadOnlyList<HealthResult> Log { get; init => field = value ?? []; } = [];
}
