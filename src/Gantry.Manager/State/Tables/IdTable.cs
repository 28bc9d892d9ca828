using Gantry.Model.Ids;

namespace Gantry.Manager.State.Tables;

/// <summary>Nouns that go by id, in the order of their ids.</summary>
internal sealed class IdTable<T> : NounTable
    where T : class
{
    public static readonly IdTable<T> Empty = new(new Edit(), default);

    private readonly Edit _owner;
    private IdTrie<Row<T>> _rows;

    private IdTable(Edit owner, IdTrie<Row<T>> rows)
    {
        _owner = owner;
        _rows = rows;
    }

    public override IEnumerable<Versioned<object>> Rows => _rows.Leaves().Select(r => new Versioned<object>(r.Value, r.ModifiedAt));

    public IEnumerable<T> Values => _rows.Leaves().Select(r => r.Value);

    public T? Find(RandomId id) => _rows.Find(id)?.Value;

    public override Versioned<object> Look(in ObjectKey key) =>
        _rows.Find(key.Id) is { } row ? new Versioned<object>(row.Value, row.ModifiedAt) : default;

    public override NounTable With(in ObjectKey key, object? value, long modifiedAt, Edit edit) =>
        value is null ? Without(key.Id, edit) : With(new Row<T>(key.Id, (T)value, modifiedAt), edit);

    public IdTable<T> With(Row<T> row, Edit edit) => Changed(_rows.With(row, edit), edit);

    public IdTable<T> Without(RandomId id, Edit edit) => Changed(_rows.Without(id, edit), edit);

    private IdTable<T> Changed(IdTrie<Row<T>> rows, Edit edit)
    {
        if (_owner != edit)
            return new IdTable<T>(edit, rows);

        _rows = rows;
        return this;
    }
}
