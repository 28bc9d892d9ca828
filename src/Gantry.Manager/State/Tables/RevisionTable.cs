using System.Collections.Immutable;

namespace Gantry.Manager.State.Tables;

/// <summary>Numbered revisions, grouped by what they are revisions of, in the order of their numbers.</summary>
/// <param name="ownerOf">The part of a key that names the owner.</param>
internal sealed class RevisionTable<TOwner, T>(
    Func<ObjectKey, TOwner> ownerOf,
    ImmutableSortedDictionary<TOwner, ImmutableSortedDictionary<int, Versioned<T>>> owners) : NounTable
    where TOwner : notnull
    where T : class
{
    public override IEnumerable<Versioned<object>> Rows =>
        owners.SelectMany(o => o.Value.Select(r => new Versioned<object>(r.Value.Value, r.Value.ModifiedAt)));

    public T? Find(TOwner owner, int number) => Row(owner, number).Value;

    public IEnumerable<T> Of(TOwner owner) => owners.TryGetValue(owner, out var rows) ? rows.Select(r => r.Value.Value) : [];

    public override Versioned<object> Look(in ObjectKey key)
    {
        var row = Row(ownerOf(key), key.Number);
        return new Versioned<object>(row.Value, row.ModifiedAt);
    }

    public override NounTable With(in ObjectKey key, object? value, long modifiedAt, Edit edit)
    {
        var owner = ownerOf(key);
        var rows = owners.GetValueOrDefault(owner) ?? ImmutableSortedDictionary<int, Versioned<T>>.Empty;
        rows = value is null ? rows.Remove(key.Number) : rows.SetItem(key.Number, new Versioned<T>((T)value, modifiedAt));
        return new RevisionTable<TOwner, T>(ownerOf, rows.IsEmpty ? owners.Remove(owner) : owners.SetItem(owner, rows));
    }

    private Versioned<T> Row(TOwner owner, int number) =>
        owners.TryGetValue(owner, out var rows) ? rows.GetValueOrDefault(number) : default;
}
