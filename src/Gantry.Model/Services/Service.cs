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

    /// <summary>The revision of each service that this one depends on, as it was when this one last followed it.</summary>
    public IReadOnlyDictionary<string, int> DependencyRevisions { get; init => field = value ?? ReadOnlyDictionary<string, int>.Empty; } = ReadOnlyDictionary<string, int>.Empty;

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

    /// <summary>Node ports that Gantry chose for published ports written without one: key <see cref="KeyOf"/>.</summary>
    public IReadOnlyDictionary<string, int> ChosenPorts { get; init => field = value ?? ReadOnlyDictionary<string, int>.Empty; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Why a published port without a number could get none, for people: nothing of it starts until then. Null while all is well.</summary>
    public string? PortProblem { get; init; }

    /// <summary>What it publishes on every node, with the numbers that were written or chosen. One that has none yet is left out.</summary>
    public IEnumerable<PublishedPort> PublishedPorts => Spec.Ports.Select(Numbered).Where(p => p.Published != 0);

    public string Name => FileSpec.Name;

    /// <summary><c>stack_service</c>, the name that Swarm users type.</summary>
    public string FullName => $"{Stack}_{FileSpec.Name}";

    public ServiceSpec Spec => Overrides.ApplyTo(FileSpec);

    /// <summary>What tasks of the current revision are made from.</summary>
    public ContainerSpec Container => Spec.Container with { Generation = Generation };

    public bool IsHalted => HaltedRevision == Revision;

    /// <summary>The key of a port among <see cref="ChosenPorts"/>.</summary>
    public static string KeyOf(PublishedPort port) => $"{port.Target}/{port.Protocol}{(port.ChosenFrom is { } range ? $" of {range}" : "")}";

    /// <summary>With the number that was chosen for it, where none was written; 0 while none is chosen.</summary>
    public PublishedPort Numbered(PublishedPort port) =>
        port.Published != 0 ? port : port with { Published = ChosenPorts.GetValueOrDefault(KeyOf(port)) };

    public int WantedReplicas => IsStopped || IsRemoved ? 0 : Spec.Replicas;
}
