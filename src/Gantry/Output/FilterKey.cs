namespace Gantry.Output;

/// <summary>What <c>--filter key=value</c> compares under one key.</summary>
internal sealed record FilterKey<T>(Func<T, IEnumerable<string>> Values, FilterMatch Match = FilterMatch.Whole)
    where T : class
{
    /// <summary>Ids that mean the same as the values. Lists show their first letters, so these are enough.</summary>
    public Func<T, string?>? Id { get; init; }

    public bool Matches(T item, string wanted) =>
        Id?.Invoke(item) is { } id && wanted.Length > 0 && Begins(id, wanted)
        || Values(item).Any(value => Match switch
        {
            FilterMatch.Whole => value.Equals(wanted, StringComparison.OrdinalIgnoreCase),
            FilterMatch.Beginning => Begins(value, wanted),
            FilterMatch.Part => value.Contains(wanted, StringComparison.OrdinalIgnoreCase),
            _ => throw new InvalidOperationException($"{Match} says not how to compare."),
        });

    private static bool Begins(string value, string wanted) => value.StartsWith(wanted, StringComparison.OrdinalIgnoreCase);
}
