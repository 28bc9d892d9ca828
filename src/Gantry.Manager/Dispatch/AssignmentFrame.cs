using Gantry.Manager.State;

namespace Gantry.Manager.Dispatch;

/// <summary>What assignments are made of beside tasks, as it is at one moment: the tables of a snapshot, compared by reference.</summary>
internal sealed record AssignmentFrame(object Services, object Revisions, object Networks, object Volumes)
{
    public AssignmentFrame(Snapshot state)
        : this(state.Tables.Services, state.Tables.ServiceRevisions, state.Tables.Networks, state.Tables.Volumes)
    {
    }
}
