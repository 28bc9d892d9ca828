using System.Text.Json.Serialization.Metadata;

namespace Gantry.Output;

/// <summary>How one kind of thing is shown.</summary>
/// <param name="Id">What <c>-q</c> prints.</param>
/// <param name="Name">What <c>-o name</c> prints.</param>
/// <param name="Filters">The keys of <c>--filter key=value</c>.</param>
internal sealed record Shape<T>(
    JsonTypeInfo<T> Json,
    Func<T, string> Id,
    Func<T, string> Name,
    IReadOnlyList<Column<T>> Columns,
    IReadOnlyDictionary<string, FilterKey<T>> Filters)
    where T : class
{
    /// <summary>Order of rows; as the server sent them when null.</summary>
    public Comparison<T>? Order { get; init; }

    /// <summary>Of a list of which only some are wanted: whether this one is. Null: all are.</summary>
    public Func<T, bool>? Scope { get; init; }

    /// <summary>How an item is shown, where that is not as the server sent it; filters look at what it sent.</summary>
    public Func<T, T>? Shown { get; init; }

    /// <summary>What watching tells items apart by, as the server does.</summary>
    public Func<T, string> Key { get; init; } = Id;
}
