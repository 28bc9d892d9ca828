using System.Collections.Immutable;
using System.Diagnostics;
using Gantry.Model.Deployments;
using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.State.Tables;

/// <summary>Every noun with its indexes at one moment.</summary>
internal sealed record StateTables
{
    public static readonly StateTables Empty = new();

    public NameTable<ClusterSettings> Settings { get; init; } = NameTable<ClusterSettings>.Empty;

    public NameTable<Stack> Stacks { get; init; } = NameTable<Stack>.Empty;

    public RevisionTable<string, StackRevision> StackRevisions { get; init; } = new(
        key => key.Name, ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<int, Versioned<StackRevision>>>(StringComparer.Ordinal));

    public IdTable<Service> Services { get; init; } = IdTable<Service>.Empty;

    public NameIndex<string, Service> ServicesByStack { get; init; } = NameIndex<string, Service>.Empty;

    public RevisionTable<RandomId, ServiceRevision> ServiceRevisions { get; init; } = new(
        key => key.Id, ImmutableSortedDictionary<RandomId, ImmutableSortedDictionary<int, Versioned<ServiceRevision>>>.Empty);

    public IdTable<ServiceTask> Tasks { get; init; } = IdTable<ServiceTask>.Empty;

    public TaskIndex TaskIndex { get; init; } = TaskIndex.Empty;

    public IdTable<Node> Nodes { get; init; } = IdTable<Node>.Empty;

    public NameIndex<string, Node> NodesByName { get; init; } = NameIndex<string, Node>.Empty;

    public NameTable<Network> Networks { get; init; } = NameTable<Network>.Empty;

    public NameIndex<string, Network> NetworksByStack { get; init; } = NameIndex<string, Network>.Empty;

    public NameTable<Volume> Volumes { get; init; } = NameTable<Volume>.Empty;

    public NameIndex<string, Volume> VolumesByStack { get; init; } = NameIndex<string, Volume>.Empty;

    public IdTable<Deployment> Deployments { get; init; } = IdTable<Deployment>.Empty;

    public NameIndex<(DateTimeOffset, DeploymentId), Deployment> DeploymentsByStack { get; init; } =
        NameIndex<(DateTimeOffset, DeploymentId), Deployment>.Empty;

    public NameTable<Registry> Registries { get; init; } = NameTable<Registry>.Empty;

    public IdTable<JoinToken> JoinTokens { get; init; } = IdTable<JoinToken>.Empty;

    public NounTable Of(NounKind kind) => kind switch
    {
        NounKind.Settings => Settings,
        NounKind.Stack => Stacks,
        NounKind.StackRevision => StackRevisions,
        NounKind.Service => Services,
        NounKind.ServiceRevision => ServiceRevisions,
        NounKind.Task => Tasks,
        NounKind.Node => Nodes,
        NounKind.Network => Networks,
        NounKind.Volume => Volumes,
        NounKind.Deployment => Deployments,
        NounKind.Registry => Registries,
        NounKind.JoinToken => JoinTokens,
        _ => throw new UnreachableException($"No such noun: {kind}."),
    };
}
