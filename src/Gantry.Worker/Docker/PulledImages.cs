using Gantry.Worker.Memory;

namespace Gantry.Worker.Docker;

/// <summary>The images that this worker brought to its node. Only these may image collection ever remove.</summary>
/// <param name="changed">Told all of them after each change, for the memory of this worker.</param>
internal sealed class PulledImages(IReadOnlyList<PulledImage> remembered, Action<IReadOnlyList<PulledImage>> changed)
{
    /// <summary>Finer would only write the memory file more often.</summary>
    private static readonly TimeSpan Precision = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, PulledImage> _images =
        new(remembered.ToDictionary(i => i.Id), StringComparer.Ordinal);

    public IReadOnlyList<PulledImage> All
    {
        get
        {
            lock (_lock)
                return [.. _images.Values];
        }
    }

    public bool Has(string id)
    {
        lock (_lock)
            return _images.ContainsKey(id);
    }

    /// <returns>Null when this worker did not pull it.</returns>
    public DateTimeOffset? PulledAt(string id)
    {
        lock (_lock)
            return _images.GetValueOrDefault(id)?.PulledAt;
    }

    public bool HasReference(string reference)
    {
        lock (_lock)
            return _images.Values.Any(i => i.References.Contains(reference));
    }

    /// <summary>A reference means one image: one that it meant before loses it.</summary>
    public void Add(string id, IReadOnlyList<string> references, DateTimeOffset now) => Change(() =>
    {
        foreach (var other in _images.Values.Where(i => i.Id != id && i.References.Intersect(references).Any()).ToList())
            _images[other.Id] = other with { References = [.. other.References.Except(references)] };
        var known = _images.GetValueOrDefault(id)?.References ?? [];
        _images[id] = new PulledImage(id, [.. known.Union(references)], now, PulledAt: now);
    });

    public void Use(IReadOnlyCollection<string> ids, DateTimeOffset now)
    {
        var stale = All.Where(i => ids.Contains(i.Id) && now - i.LastUsed >= Precision).ToList();
        if (stale.Count > 0)
            Change(() => stale.ForEach(i => _images[i.Id] = _images[i.Id] with { LastUsed = now }));
    }

    public void Forget(string id) => Change(() => _images.Remove(id));

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            changed([.. _images.Values]);
        }
    }
}
