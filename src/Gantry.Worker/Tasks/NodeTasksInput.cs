using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Worker.Tasks;

/// <summary>What <see cref="NodeTasks"/> is told. A closed set.</summary>
internal abstract record NodeTasksInput
{
    private NodeTasksInput() { }

    public sealed record Assigned(Assignments Assignments) : NodeTasksInput;

    /// <summary>Something happened to the task's container.</summary>
    public sealed record Hint(TaskId Task) : NodeTasksInput;

    /// <summary>The task's container runs: it has addresses now, and a port on each bridge.</summary>
    public sealed record Started(TaskId Task) : NodeTasksInput;

    /// <summary>The task's runner has nothing left to do.</summary>
    public sealed record Ended(TaskId Task) : NodeTasksInput;

    /// <summary>No manager was heard for so long.</summary>
    public sealed record CutOff(TimeSpan Since) : NodeTasksInput;

    /// <summary>Compare everything: time has passed, or the engine was away.</summary>
    public sealed record Compare : NodeTasksInput;
}
