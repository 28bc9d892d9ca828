namespace Gantry.Commands;

/// <summary>
/// Names of things that are there now, for completion. The parser asks in the middle of its work and cannot wait: the
/// first pass notes which kinds it wants, they are fetched, and a second pass gets them.
/// </summary>
internal sealed class LiveNames
{
    private readonly SortedSet<NameKind> _wanted = [];
    private readonly Dictionary<NameKind, IReadOnlyList<string>> _known = [];

    public IReadOnlySet<NameKind> Wanted => _wanted;

    /// <returns>Empty until they are known.</returns>
    public IEnumerable<string> Of(NameKind kind)
    {
        _wanted.Add(kind);
        return _known.GetValueOrDefault(kind) ?? [];
    }

    public void Learn(NameKind kind, IReadOnlyList<string> names) => _known[kind] = names;
}
