namespace Gantry.Manager.Schedule;

/// <summary>Which nodes hold the data of which local volume. The first user of a volume decides where it lives.</summary>
internal sealed class VolumeHomes
{
    private readonly Dictionary<string, List<int>> _homes = new(StringComparer.Ordinal);

    public void Add(string volume, int node)
    {
        if (!_homes.TryGetValue(volume, out var homes))
            _homes[volume] = homes = [];
        if (!homes.Contains(node))
            homes.Add(node);
    }

    /// <returns>Empty when the volume has no data anywhere.</returns>
    public IReadOnlyList<int> Of(string volume) => _homes.TryGetValue(volume, out var homes) ? homes : [];

    public bool Admit(string volume, int node) => !_homes.TryGetValue(volume, out var homes) || homes.Contains(node);
}
