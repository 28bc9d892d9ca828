namespace Gantry.Manager.State.Tables;

/// <summary>All objects of one noun, immutable but for the edit that made it: see <see cref="Edit"/>.</summary>
internal abstract class NounTable
{
    public abstract IEnumerable<Versioned<object>> Rows { get; }

    /// <returns>A null value where there is none.</returns>
    public abstract Versioned<object> Look(in ObjectKey key);

    /// <param name="value">Null removes.</param>
    public abstract NounTable With(in ObjectKey key, object? value, long modifiedAt, Edit edit);
}
