namespace Gantry.Model.Api;

/// <summary>What a change does to a stack: made by the very functions that carry it out.</summary>
public sealed record ChangePlan(
    string Stack,
    int FromRevision,
    IReadOnlyList<ServiceChange> Services,
    IReadOnlyList<ResourceChange> Networks,
    IReadOnlyList<ResourceChange> Volumes)
{
    public bool IsEmpty =>
        Services.All(s => s.Kind == ChangeKind.None) && Networks.All(n => n.Kind == ChangeKind.None) &&
        Volumes.All(v => v.Kind == ChangeKind.None);
}
