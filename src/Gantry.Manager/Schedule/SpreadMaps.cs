namespace Gantry.Manager.Schedule;

/// <summary>The <see cref="SpreadMap"/> of each list of properties met in this cycle.</summary>
internal sealed class SpreadMaps(WorkingSet set)
{
    private const int MostKept = 100;

    private readonly Dictionary<string, SpreadMap> _kept = new(StringComparer.Ordinal);
    private SpreadMap? _flat;

    public SpreadMap For(IReadOnlyList<string> properties)
    {
        if (properties.Count == 0)
            return _flat ??= new SpreadMap(set, []);

        var key = string.Join('\n', properties);
        if (_kept.TryGetValue(key, out var known))
            return known;
        if (_kept.Count >= MostKept)
            _kept.Clear();
        return _kept[key] = new SpreadMap(set, properties);
    }
}
