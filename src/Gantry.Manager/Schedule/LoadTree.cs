namespace Gantry.Manager.Schedule;

/// <summary>
/// A ring of keys that answers in log n steps which is least, and which of the equally least comes first clockwise
/// from a place. A tournament tree: each inner node holds the lesser of its two children.
/// </summary>
internal sealed class LoadTree
{
    /// <summary>The key of a place that must not be chosen.</summary>
    public const ulong None = ulong.MaxValue;

    private ulong[] _least = [None, None];
    private int _leaves = 1;

    public ulong Least => _least[1];

    public ulong this[int place] => _least[_leaves + place];

    /// <summary>Empties it. Follow with <see cref="SetLeaf"/> for the places that have a key, then <see cref="Build"/>.</summary>
    public void Reset(int count)
    {
        _leaves = 1;
        while (_leaves < count)
            _leaves *= 2;
        if (_least.Length < 2 * _leaves)
            _least = new ulong[2 * _leaves];
        Array.Fill(_least, None, 0, 2 * _leaves);
    }

    public void SetLeaf(int place, ulong key) => _least[_leaves + place] = key;

    public void Build()
    {
        for (var i = _leaves - 1; i > 0; i--)
            _least[i] = Math.Min(_least[2 * i], _least[(2 * i) + 1]);
    }

    public void Update(int place, ulong key)
    {
        var least = _least;
        var i = _leaves + place;
        least[i] = key;
        while (i > 1)
        {
            key = Math.Min(key, least[i ^ 1]);
            i >>= 1;
            if (least[i] == key)
                return;
            least[i] = key;
        }
    }

    /// <returns>The first place from <paramref name="start"/> on, and round to it, that has the least key.</returns>
    public int FirstLeast(int start)
    {
        var place = NextLeast(start);
        return place >= 0 ? place : NextLeast(0);
    }

    private int NextLeast(int place)
    {
        var least = _least;
        var key = least[1];
        var i = _leaves + place;
        while (least[i] != key)
        {
            // Up while the way right of here is closed, then once to the right.
            while ((i & 1) == 1)
            {
                i >>= 1;
                if (i <= 1)
                    return -1;
            }

            i++;
        }

        while (i < _leaves)
        {
            i *= 2;
            if (least[i] != key)
                i++;
        }

        return i - _leaves;
    }
}
