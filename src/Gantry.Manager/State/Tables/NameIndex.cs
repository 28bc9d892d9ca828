using System.Collections.Immutable;

namespace Gantry.Manager.State.Tables;

/// <summary>Objects of one noun grouped by a name (their stack), and ordered by a second one within it.</summary>
internal sealed class NameIndex<TOrder, T>(ImmutableSortedDictionary<string, ImmutableSortedDictionary<TOrder, T>> groups)
    where TOrder : notnull
    where T : class
{
    public static readonly NameIndex<TOrder, T> Empty =
        new(ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<TOrder, T>>(StringComparer.Ordinal));

    // The default order of strings follows a culture; names are ordered by their bytes.
    private static readonly ImmutableSortedDictionary<TOrder, T> NoMembers = typeof(TOrder) == typeof(string)
        ? ImmutableSortedDictionary.Create<TOrder, T>((IComparer<TOrder>)(object)StringComparer.Ordinal)
        : ImmutableSortedDictionary<TOrder, T>.Empty;

    public IEnumerable<T> Of(string group) => groups.TryGetValue(group, out var members) ? members.Values : [];

    public T? Find(string group, TOrder order) => groups.TryGetValue(group, out var members) ? members.GetValueOrDefault(order) : null;

    /// <param name="groupOf">Null: belongs to no group.</param>
    public NameIndex<TOrder, T> With(T? old, T? @new, Func<T, string?> groupOf, Func<T, TOrder> orderOf)
    {
        var changed = groups;
        if (old is not null && groupOf(old) is { } left)
        {
            var members = changed[left].Remove(orderOf(old));
            changed = members.IsEmpty ? changed.Remove(left) : changed.SetItem(left, members);
        }

        if (@new is not null && groupOf(@new) is { } joined)
            changed = changed.SetItem(joined, (changed.GetValueOrDefault(joined) ?? NoMembers).SetItem(orderOf(@new), @new));
        return new NameIndex<TOrder, T>(changed);
    }
}
