namespace Gantry.Model.Api;

/// <summary>What a change does to a stack: made by the very functions that carry it out.</summary>
public sealed record ChangePlan(
    string Stack,
    int FromRevision,
    IReadOnlyList<ServiceChange> Services,
    IReadOnlyList<ResourceChange> Networks,
    IReadOnlyList<ResourceChange> Volumes)
{
    /// <summary>ETag of the stack that it was made from, for If-Match. Null: there was none.</summary>
    public string? FromTag { get; init; }

    public bool IsEmpty =>
        Services.All(s => s.Kind == ChangeKind.None) && Networks.All(n => n.Kind == ChangeKind.None) &&
        Volumes.All(v => v.Kind == ChangeKind.None);
}
