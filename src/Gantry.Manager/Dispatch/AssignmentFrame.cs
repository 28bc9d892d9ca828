using Gantry.Manager.State;

namespace Gantry.Manager.Dispatch;

/// <summary>What assignments are made of beside tasks, as it is at one moment: the tables of a snapshot, which are equal when they are the same.</summary>
internal sealed record AssignmentFrame(object Services, object Revisions, object Networks, object Volumes)
{
    public static AssignmentFrame Of(Snapshot state) =>
        new(state.Tables.Services, state.Tables.ServiceRevisions, state.Tables.Networks, state.Tables.Volumes);
}
