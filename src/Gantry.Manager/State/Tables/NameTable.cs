using System.Collections.Immutable;

namespace Gantry.Manager.State.Tables;

/// <summary>Nouns that go by name, in ordinal order. Few change at a time: no need for the speed of <see cref="IdTable{T}"/>.</summary>
internal sealed class NameTable<T>(ImmutableSortedDictionary<string, Versioned<T>> rows) : NounTable
    where T : class
{
    public static readonly NameTable<T> Empty = new(ImmutableSortedDictionary.Create<string, Versioned<T>>(StringComparer.Ordinal));

    public override IEnumerable<Versioned<object>> Rows => rows.Select(r => new Versioned<object>(r.Value.Value, r.Value.ModifiedAt));

    public IEnumerable<T> Values => rows.Select(r => r.Value.Value);

    public T? Find(string name) => rows.TryGetValue(name, out var row) ? row.Value : null;

    public override Versioned<object> Look(in ObjectKey key) =>
        rows.TryGetValue(key.Name, out var row) ? new Versioned<object>(row.Value, row.ModifiedAt) : default;

    public override NounTable With(in ObjectKey key, object? value, long modifiedAt, Edit edit) => new NameTable<T>(
        value is null ? rows.Remove(key.Name) : rows.SetItem(key.Name, new Versioned<T>((T)value, modifiedAt)));
}
