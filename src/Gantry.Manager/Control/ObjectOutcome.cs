namespace Gantry.Manager.Control;

/// <summary>What became of a change of a single object: a node, a registry's login, the cluster. A closed set: the constructor is private.</summary>
internal abstract record ObjectOutcome<T>
{
    private ObjectOutcome()
    {
    }

    /// <param name="Item">As it is now, or what was removed; for a dry run as it would be.</param>
    public sealed record Done(T Item) : ObjectOutcome<T>;

    public sealed record NotFound(string Reason) : ObjectOutcome<T>;

    /// <summary>It is not what the caller saw before.</summary>
    public sealed record Stale(string Reason) : ObjectOutcome<T>;

    /// <summary>A registry did not accept a login, or cannot be reached.</summary>
    public sealed record LoginFailed(string Reason) : ObjectOutcome<T>;

    public sealed record Refused(string Reason) : ObjectOutcome<T>;
}
