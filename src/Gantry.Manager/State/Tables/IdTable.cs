using System.Collections.Immutable;
using Gantry.Model.Ids;

namespace Gantry.Manager.State.Tables;

/// <summary>Nouns that go by id, in the order of their ids.</summary>
internal sealed class IdTable<T>(ImmutableSortedDictionary<RandomId, Versioned<T>> rows) : NounTable
    where T : class
{
    public static readonly IdTable<T> Empty = new(ImmutableSortedDictionary<RandomId, Versioned<T>>.Empty);

    public IEnumerable<T> Values => rows.Select(r => r.Value.Value);

    public override IEnumerable<Versioned<object>> All => rows.Select(r => new Versioned<object>(r.Value.Value, r.Value.ModifiedAt));

    public T? Find(RandomId id) => rows.TryGetValue(id, out var row) ? row.Value : null;

    public override Versioned<object> Look(in ObjectKey key) =>
        rows.TryGetValue(key.Id, out var row) ? new Versioned<object>(row.Value, row.ModifiedAt) : default;

    public override NounTable With(in ObjectKey key, object? value, long modifiedAt, Edit edit) => new IdTable<T>(
        value is null ? rows.Remove(key.Id) : rows.SetItem(key.Id, new Versioned<T>((T)value, modifiedAt)));
}
