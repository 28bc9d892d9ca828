using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Gantry.Model.Nodes;

/// <summary>How many there are of each kind. Two are equal when they say the same, so that facts told again are the facts known.</summary>
[JsonConverter(typeof(ResourceDictionaryJsonConverter))]
public sealed class ResourceDictionary : IReadOnlyDictionary<string, long>, IEquatable<ResourceDictionary>
{
    public static readonly ResourceDictionary None = new([]);

    private readonly SortedDictionary<string, long> _counts;

    private ResourceDictionary(SortedDictionary<string, long> counts) => _counts = counts;

    public int Count => _counts.Count;

    public IEnumerable<string> Keys => _counts.Keys;

    public IEnumerable<long> Values => _counts.Values;

    /// <summary>0 of a kind that is not named.</summary>
    public long this[string key] => _counts.GetValueOrDefault(key);

    /// <summary>Of a kind that is named twice, the sum.</summary>
    public static ResourceDictionary Of(IEnumerable<(string Kind, long Count)> counts)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (kind, count) in counts)
            sums[kind] = sums.GetValueOrDefault(kind) + count;
        return sums.Count == 0 ? None : new ResourceDictionary(sums);
    }

    public bool ContainsKey(string key) => _counts.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out long value) => _counts.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, long>> GetEnumerator() => _counts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ResourceDictionary? other) => other is not null && _counts.SequenceEqual(other._counts);

    public override bool Equals(object? obj) => Equals(obj as ResourceDictionary);

    public override int GetHashCode() => _counts.Count;

    public override string ToString() => string.Join(", ", _counts.Select(c => $"{c.Key}={c.Value}"));
}
