using System.Collections.ObjectModel;

namespace Gantry.Model.Services;

/// <summary>A service of a stack as it should be now: the file's spec with the overrides on top.</summary>
/// <param name="FileSpec">What the stack's current revision says.</param>
/// <param name="Revision">The newest <see cref="ServiceRevision"/>: what new tasks run.</param>
public sealed record Service(
    ServiceId Id,
    string Stack,
    ServiceSpec FileSpec,
    ServiceOverrides Overrides,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Counted up to replace the containers though the spec is the same.</summary>
    public int Generation { get; init; }

    /// <summary>Stopped by <c>stack stop</c>: no task is wanted, the rest is kept.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Not wanted any more: its tasks are stopped and removed, then the record goes.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>The revision whose update stopped since a slot failed; the tasks of the revision before it keep running.</summary>
    public int? HaltedRevision { get; init; }

    /// <summary>Why it stopped, for people.</summary>
    public string? HaltReason { get; init; }

    /// <summary>Where round robin goes on: the node after this name.</summary>
    public string? RoundRobinCursor { get; init; }

    /// <summary>Node ports that Gantry chose for published ports written without one: key <c>target/protocol</c>.</summary>
    public IReadOnlyDictionary<string, int> ChosenPorts { get; init => field = value ?? ReadOnlyDictionary<string, int>.Empty; } = ReadOnlyDictionary<string, int>.Empty;

    public string Name => FileSpec.Name;

    /// <summary><c>stack_service</c>, the name that Swarm users type.</summary>
    public string FullName => $"{Stack}_{FileSpec.Name}";

    public ServiceSpec Spec => Overrides.ApplyTo(FileSpec);

    /// <summary>What tasks of the current revision are made from.</summary>
    public ContainerSpec Container => Spec.Container with { Generation = Generation };

    public bool IsHalted => HaltedRevision == Revision;

    public int WantedReplicas => IsStopped || IsRemoved ? 0 : Spec.Replicas;
}
