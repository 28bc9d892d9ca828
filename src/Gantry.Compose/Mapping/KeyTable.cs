using System.Collections.Frozen;
using Gantry.Compose.Reading;

namespace Gantry.Compose.Mapping;

/// <summary>
/// The keys that a mapping may have, and what each does to the thing that is made from it. What is not in the table is
/// refused by name: a key cannot be accepted and forgotten.
/// </summary>
/// <param name="place">Where the mapping stands: <c>services.*.healthcheck</c>.</param>
/// <param name="later">Keys that the specification has and Gantry does not take: named so in the message.</param>
internal sealed class KeyTable<T>(string place, IReadOnlyDictionary<string, Action<T, Value>> keys, params string[] later) : IKeyTable
{
    private const string OwnExtension = "x-gantry";

    private readonly FrozenDictionary<string, Action<T, Value>> _keys = keys.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenSet<string> _later = later.ToFrozenSet(StringComparer.Ordinal);

    public string Place => place;

    public IEnumerable<string> Keys => _keys.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<string> Refused => _later.Order(StringComparer.Ordinal);

    /// <summary>Also those that are not taken.</summary>
    public bool Knows(string key) => _keys.ContainsKey(key) || _later.Contains(key);

    /// <summary>Null members say nothing, as if they were left out.</summary>
    public void Read(Value map, T target)
    {
        foreach (var (entry, value) in map.Members())
        {
            if (_keys.TryGetValue(entry.Key, out var read))
            {
                if (!entry.Value.IsNull)
                    read(target, value);
            }
            else if (!Refusals.SaysNothing(place, entry) && !map.Log.IsFull && (!entry.Key.StartsWith("x-", StringComparison.Ordinal) || entry.Key == OwnExtension))
            {
                map.Log.Error(entry.KeyPosition, CodeFor(entry.Key), MessageFor(entry.Key, map.Path), HintFor(entry));
            }
        }
    }

    private string CodeFor(string key) => _later.Contains(key) ? "unsupported_key" : "unknown_key";

    private string MessageFor(string key, string path)
    {
        var where = path.Length == 0 ? "at the top level" : $"in {path}";
        return _later.Contains(key)
            ? $"The key {ProblemLog.Quote(key)} {where} is not supported by this version of Gantry."
            : $"Unknown key {ProblemLog.Quote(key)} {where}.";
    }

    private string? HintFor(YamlEntry entry)
    {
        if (_later.Contains(entry.Key))
            return Refusals.HintFor(place, entry.Key);
        return KeyAdvice.For(entry.Key, entry.Value, place, _keys.Keys);
    }
}
