namespace Gantry.Manager.State;

/// <summary>
/// The newest change sets, for watchers. A watcher holds no buffer, only the revision it is at: one that is too slow finds
/// that its revision has left the window, and costs nothing until then.
/// </summary>
internal sealed class ChangeWindow(Revision floor)
{
    // A reconnecting client has about this many commits of time to come back: minutes in a busy cluster.
    private const int MostSets = 8_192;

    // Records that only the window keeps alive: at 400 bytes each about 40 MB at the very most.
    private const int MostChanges = 100_000;

    private const int MostAtOnce = 256;

    private readonly Lock _lock = new();
    private readonly Queue<ChangeSet> _order = [];
    private readonly Dictionary<long, ChangeSet> _sets = [];
    private Revision _floor = floor;
    private int _changes;

    public void Add(ChangeSet set)
    {
        lock (_lock)
        {
            _order.Enqueue(set);
            _sets.Add(set.Revision.Number, set);
            _changes += set.Count;
            while (_order.Count > 1 && (_order.Count > MostSets || _changes > MostChanges))
                DropOldest();
        }
    }

    /// <summary>The next change sets after a revision, none newer than the last; a part of them when there are many.</summary>
    /// <exception cref="RevisionGoneException">The window does not reach back so far.</exception>
    public List<ChangeSet> After(Revision after, Revision last)
    {
        lock (_lock)
        {
            if (after.Epoch != _floor.Epoch || after.Number < _floor.Number || after.Number > last.Number)
                throw new RevisionGoneException(after, _floor);

            var found = new List<ChangeSet>();
            for (var number = after.Number + 1; number <= last.Number && found.Count < MostAtOnce; number++)
                found.Add(_sets[number]);
            return found;
        }
    }

    private void DropOldest()
    {
        var oldest = _order.Dequeue();
        _sets.Remove(oldest.Revision.Number);
        _changes -= oldest.Count;
        _floor = oldest.Revision;
    }
}
