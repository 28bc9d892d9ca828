using System.Collections.ObjectModel;

namespace Gantry.Model.Services;

/// <summary>What a file says of one service: the container, and what can change without replacing it.</summary>
/// <param name="Replicas">0 and up; for a replicated service only.</param>
public sealed record ServiceSpec(string Name, ContainerSpec Container, ServiceMode Mode = ServiceMode.Replicated, int Replicas = 1)
{
    public RestartPolicy Restart { get; init => field = value ?? RestartPolicy.Default; } = RestartPolicy.Default;

    /// <summary>As the file says it; whatever it says, the service's name means the addresses of its replicas. Null where it is silent.</summary>
    public EndpointMode? EndpointMode { get; init; }

    /// <summary>Null: one slot at a time, and what fails stops it.</summary>
    public UpdatePolicy? Update { get; init; }

    /// <summary>Null is as <see cref="Update"/>. A failure action of rollback pauses here: there is nothing further back to go to.</summary>
    public UpdatePolicy? Rollback { get; init; }

    /// <summary>Null where the file has no <c>build</c>.</summary>
    public BuildSpec? Build { get; init; }

    /// <summary>Null: its tasks are replaced once their node is down, and a worker that is cut off keeps what it runs.</summary>
    public NodeLossPolicy? NodeLoss { get; init; }

    public Placement Placement { get; init => field = value ?? Placement.Anywhere; } = Placement.Anywhere;

    /// <summary>
    /// Nothing is pinned: each node runs what it has under the image's name, or pulls. Not part of the container, so that
    /// running ones stay.
    /// </summary>
    public bool ImageByName { get; init; }

    /// <summary>Ports of mode ingress: routed, so that changing them restarts nothing.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init => field = value ?? []; } = [];

    public IReadOnlyList<Dependency> DependsOn { get; init => field = value ?? []; } = [];

    /// <summary>What the file calls its only container: a further name of the service on all of its networks.</summary>
    public string? ContainerName { get; init; }

    public IReadOnlyList<Link> Links { get; init => field = value ?? []; } = [];

    /// <summary>Of what the operator of a node's engine gave a name: counted by node, and not known to the container.</summary>
    public IReadOnlyList<GenericResource> GenericResources { get; init => field = value ?? []; } = [];

    /// <summary>The service's own labels (compose: <c>deploy.labels</c>).</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;
}
