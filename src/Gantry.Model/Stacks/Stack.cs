using System.Collections.ObjectModel;

namespace Gantry.Model.Stacks;

/// <summary>A deployed compose project: everything that one file set describes.</summary>
/// <param name="Name">At most 63 of <c>[a-z0-9_-]</c>, beginning with a letter or digit.</param>
/// <param name="Revision">The newest <see cref="StackRevision"/>: what is wanted.</param>
/// <param name="AppliedRevision">The revision that services and networks were last derived from.</param>
public sealed record Stack(
    string Name,
    int Revision,
    int AppliedRevision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string UpdatedBy)
{
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Stopped by <c>stack stop</c>; a deploy starts it again.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Being taken down: the record goes when its last task has.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>With <see cref="IsRemoved"/>: its volumes go too.</summary>
    public bool RemovesVolumes { get; init; }
}
