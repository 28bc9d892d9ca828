namespace Gantry.Manager.State;

/// <summary>A watch cannot go on from this revision without a gap: too old, of another epoch, or its watcher too slow. List again.</summary>
internal sealed class RevisionGoneException(Revision revision, Revision oldest) : Exception(
    $"Changes after revision {revision} are not kept any more (the oldest kept is {oldest}). List again and watch from the list's revision.")
{
    public Revision Revision => revision;
}
