namespace Gantry.Manager.State;

/// <summary>One object as a commit leaves it.</summary>
/// <param name="Old">What the transaction's base has; null when there was none.</param>
/// <param name="Value">Null: removed.</param>
/// <param name="Guard">The revision number that must have written the object last; 0 when it must not exist.</param>
/// <param name="Bytes">The record as JSON; null when removed, or when the backend keeps objects.</param>
internal sealed record StoreWrite(ObjectKey Key, object? Old, object? Value, long Guard, byte[]? Bytes);
