namespace Gantry.Model.Tasks;

/// <summary>The one table of legal moves. Checked against the stored previous state, never against the proposed one.</summary>
public static class TaskTransitions
{
    public static bool IsTerminal(this TaskState state) => state >= TaskState.Complete;

    /// <summary>
    /// Forward through the list in steps of any size; from any live state to any end. Ends are final.
    /// Staying is legal: the worker reports a new message or health within the same state.
    /// </summary>
    public static bool MayMove(TaskState from, TaskState to)
    {
        if (from == TaskState.Unrecognized || to == TaskState.Unrecognized)
            return false;
        return from == to || (!from.IsTerminal() && to > from);
    }

    public static bool MayMove(DesiredState from, DesiredState to) =>
        from != DesiredState.Unrecognized && to != DesiredState.Unrecognized && to >= from;

    /// <summary>The word that people see.</summary>
    public static string Word(this TaskState state) => state switch
    {
        TaskState.New or TaskState.Pending => "pending",
        TaskState.Assigned or TaskState.Accepted or TaskState.Preparing => "preparing",
        TaskState.Ready => "ready",
        TaskState.Starting => "starting",
        TaskState.Running => "running",
        TaskState.Complete => "complete",
        TaskState.Shutdown => "shutdown",
        TaskState.Failed or TaskState.Rejected => "failed",
        TaskState.Orphaned => "orphaned",
        TaskState.Unrecognized => "unrecognized",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such task state."),
    };
}
