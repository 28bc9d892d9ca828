using System.Diagnostics.CodeAnalysis;

namespace Gantry.Worker.Docker.Wire;

/// <summary>What <c>ps</c> says about a container's processes, a row each.</summary>
internal sealed record ContainerProcesses
{
    [AllowNull]
    public IReadOnlyList<string> Titles { get; init => field = value ?? []; } = [];

    [AllowNull]
    public IReadOnlyList<IReadOnlyList<string>> Processes { get; init => field = value ?? []; } = [];
}
