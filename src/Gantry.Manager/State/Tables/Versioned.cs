namespace Gantry.Manager.State.Tables;

/// <summary>A record and the number of the revision that wrote it.</summary>
internal readonly record struct Versioned<T>(T Value, long ModifiedAt)
    where T : class;
