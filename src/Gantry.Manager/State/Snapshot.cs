using Gantry.Manager.State.Tables;
using Gantry.Model.Deployments;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.State;

/// <summary>The cluster at one revision. Immutable: read it from any thread, keep it as long as it is of use.</summary>
/// <remarks>
/// Every enumeration has one order, the same in every process: names by ordinal, ids by <see cref="Model.Ids.RandomId"/>,
/// revisions by number, tasks of a service by slot and age, deployments of a stack by age.
/// </remarks>
internal sealed class Snapshot
{
    public static readonly Snapshot Empty = new(Revision.None, StateTables.Empty);

    internal Snapshot(Revision revision, StateTables tables)
    {
        Revision = revision;
        Tables = tables;
    }

    public Revision Revision { get; }

    public ClusterSettings Settings => Tables.Settings.Find(ObjectKey.Settings.Name)
        ?? throw new InvalidOperationException("The cluster has no settings: the store was not opened.");

    public IEnumerable<Stack> Stacks => Tables.Stacks.Values;

    public IEnumerable<Service> Services => Tables.Services.Values;

    public IEnumerable<ServiceTask> Tasks => Tables.Tasks.Values;

    public IEnumerable<Node> Nodes => Tables.Nodes.Values;

    public IEnumerable<Network> Networks => Tables.Networks.Values;

    public IEnumerable<Volume> Volumes => Tables.Volumes.Values;

    public IEnumerable<Deployment> Deployments => Tables.Deployments.Values;

    public IEnumerable<Registry> Registries => Tables.Registries.Values;

    public IEnumerable<JoinToken> JoinTokens => Tables.JoinTokens.Values;

    internal StateTables Tables { get; }

    public Stack? FindStack(string name) => Tables.Stacks.Find(name);

    public StackRevision? FindStackRevision(string stack, int number) => Tables.StackRevisions.Find(stack, number);

    public IEnumerable<StackRevision> RevisionsOf(string stack) => Tables.StackRevisions.Of(stack);

    public Service? Find(ServiceId id) => Tables.Services.Find(id.Value);

    public Service? FindService(string stack, string name) => Tables.ServicesByStack.Find(stack, name);

    /// <summary>Those of which a task wants a node, by stack and name.</summary>
    public IEnumerable<Service> WaitingServices => Tables.TaskIndex.Waiting.Select(Find).OfType<Service>();

    public IEnumerable<Service> ServicesOf(string stack) => Tables.ServicesByStack.Of(stack);

    public ServiceRevision? FindRevision(ServiceId id, int number) => Tables.ServiceRevisions.Find(id.Value, number);

    public IEnumerable<ServiceRevision> RevisionsOf(ServiceId id) => Tables.ServiceRevisions.Of(id.Value);

    public ServiceTask? Find(TaskId id) => Tables.Tasks.Find(id.Value);

    public IEnumerable<ServiceTask> TasksOf(ServiceId id) => Tables.TaskIndex.Of(id);

    public IEnumerable<ServiceTask> TasksOn(NodeId id) => Tables.TaskIndex.On(id);

    /// <summary>Another object once any task of the service has changed: to be compared by reference.</summary>
    public object? MarkOf(ServiceId id) => Tables.TaskIndex.MarkOf(id);

    /// <summary>As <see cref="MarkOf"/>, of the tasks on a node.</summary>
    public object? MarkOn(NodeId id) => Tables.TaskIndex.MarkOn(id);

    /// <summary>The sum of the reservations of tasks that hold resources on the node.</summary>
    public Reservation HeldOn(NodeId id) => Tables.TaskIndex.HeldOn(id);

    /// <summary>How many tasks hold resources on the node, be it nothing but their place.</summary>
    public int HoldingOn(NodeId id) => Tables.TaskIndex.HoldingOn(id);

    public Node? Find(NodeId id) => Tables.Nodes.Find(id.Value);

    public Node? FindNode(string name) => Tables.NodesByName.Find("", name);

    public Network? FindNetwork(string name) => Tables.Networks.Find(name);

    public IEnumerable<Network> NetworksOf(string stack) => Tables.NetworksByStack.Of(stack);

    public Volume? FindVolume(string name) => Tables.Volumes.Find(name);

    public IEnumerable<Volume> VolumesOf(string stack) => Tables.VolumesByStack.Of(stack);

    public Deployment? Find(DeploymentId id) => Tables.Deployments.Find(id.Value);

    /// <summary>Oldest first.</summary>
    public IEnumerable<Deployment> DeploymentsOf(string stack) => Tables.DeploymentsByStack.Of(stack);

    public Registry? FindRegistry(string host) => Tables.Registries.Find(host);

    public JoinToken? Find(JoinTokenId id) => Tables.JoinTokens.Find(id.Value);

    /// <summary>When the object was written last, for If-Match. Null when there is no such object.</summary>
    public Revision? ModifiedAt(ObjectKey key)
    {
        var row = Look(key);
        return row.Value is null ? null : Revision with { Number = row.ModifiedAt };
    }

    internal Versioned<object> Look(in ObjectKey key) => Tables.Of(key.Kind).Look(key);
}
