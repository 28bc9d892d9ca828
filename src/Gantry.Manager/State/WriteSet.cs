namespace Gantry.Manager.State;

/// <summary>The writes of one transaction, in order, and by key.</summary>
/// <remarks>
/// A dictionary of 4,096 keys is an array of 400 KB, and every array over 85 KB brings a full collection nearer: under a
/// scheduler that fills one transaction after the other they took half the time. The slots here are at most 32 KB.
/// </remarks>
internal sealed class WriteSet
{
    private readonly List<StoreWrite> _writes = [];
    private int[] _slots = new int[16];

    public IReadOnlyList<StoreWrite> All => _writes;

    public int Count => _writes.Count;

    /// <param name="slot">Where <see cref="Put"/> puts a write of this key, as long as no other one was put.</param>
    public StoreWrite? Find(in ObjectKey key, out int slot)
    {
        slot = SlotOf(key);
        return _slots[slot] is var taken and > 0 ? _writes[taken - 1] : null;
    }

    /// <summary>Takes the place of an earlier write of the same key.</summary>
    /// <param name="slot">As <see cref="Find"/> gave it.</param>
    public void Put(int slot, StoreWrite write)
    {
        if (_slots[slot] > 0)
        {
            _writes[_slots[slot] - 1] = write;
            return;
        }

        _writes.Add(write);
        _slots[slot] = _writes.Count;
        if (_writes.Count * 2 > _slots.Length)
            Grow();
    }

    /// <summary>Where the key is, or the free slot where it belongs.</summary>
    private int SlotOf(in ObjectKey key)
    {
        var slot = key.GetHashCode() & (_slots.Length - 1);
        while (_slots[slot] > 0 && _writes[_slots[slot] - 1].Key != key)
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < _writes.Count; i++)
            _slots[SlotOf(_writes[i].Key)] = i + 1;
    }
}
