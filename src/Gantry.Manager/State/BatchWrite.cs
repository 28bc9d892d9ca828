namespace Gantry.Manager.State;

/// <param name="ModifiedAt">The number of the revision that the object is then of.</param>
internal readonly record struct BatchWrite(StoreWrite Write, long ModifiedAt);
