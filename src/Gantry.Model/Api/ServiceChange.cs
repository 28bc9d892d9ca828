namespace Gantry.Model.Api;

/// <param name="Reasons">What differs, for example <c>image: nginx:1 → nginx:2</c>.</param>
public sealed record ServiceChange(string Service, ChangeKind Kind, IReadOnlyList<string> Reasons, IReadOnlyList<TaskChange> Tasks);
