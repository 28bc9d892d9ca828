namespace Gantry.Output;

/// <summary>docker's <c>--filter key=value</c>: values of one key are alternatives, keys must all match.</summary>
internal sealed class ItemFilter<T>
    where T : class
{
    private readonly List<IGrouping<string, string>> _wanted;
    private readonly Shape<T> _shape;

    private ItemFilter(Shape<T> shape, List<IGrouping<string, string>> wanted) => (_shape, _wanted) = (shape, wanted);

    /// <exception cref="CliException">Not key=value, or no such key.</exception>
    public static ItemFilter<T> Of(Shape<T> shape, IReadOnlyList<string> filters)
    {
        var wanted = filters.Select(Split).GroupBy(f => f.Key, f => f.Value).ToList();
        var unknown = wanted.Find(w => !shape.Filters.ContainsKey(w.Key));
        return unknown is null
            ? new ItemFilter<T>(shape, wanted)
            : throw CliException.Usage(
                $"--filter {unknown.Key}: there is no such key here.",
                $"There are {string.Join(", ", shape.Filters.Keys.Order(StringComparer.Ordinal))}.");
    }

    public bool Matches(T item) =>
        _shape.Scope?.Invoke(item) != false && _wanted.TrueForAll(group => group.Any(wanted => _shape.Filters[group.Key].Matches(item, wanted)));

    private static KeyValuePair<string, string> Split(string filter)
    {
        var equals = filter.IndexOf('=');
        return equals > 0
            ? KeyValuePair.Create(filter[..equals], filter[(equals + 1)..])
            : throw CliException.Usage($"--filter {filter}: write it as key=value.");
    }
}
