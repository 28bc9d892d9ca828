using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Benchmarks.Servers;

/// <summary>Of <see cref="Assignments"/> what a simulated worker reads.</summary>
internal sealed record SimulatedAssignments(long Term, long Version)
{
    public IReadOnlyList<AssignedTask> Tasks { get; init => field = value ?? []; } = [];

    public IReadOnlyList<TaskId> Gone { get; init => field = value ?? []; } = [];
}
