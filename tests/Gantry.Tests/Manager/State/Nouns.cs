using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.State;

/// <summary>Makes records for the store's tests: small, valid, and the same in every run.</summary>
internal sealed class Nouns(int seed = 1)
{
    public static readonly DateTimeOffset Time = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public IdSource Ids { get; } = IdSource.Seeded(seed);

    /// <summary>A transaction on nothing, for code that reads and writes one; nobody commits it.</summary>
    public static Transaction Draft(int operations = 1_000) => new(Snapshot.Empty, new BackendLimits(operations, null), static () => { });

    public static Stack Stack(string name, int revision = 1) => new(name, revision, 0, Time, Time, "ada");

    public static StackRevision StackRevision(string stack, int number) => new(stack, number, [1, 2, 3], [], [], [], Time, "ada");

    public static Network Network(string name, string? stack = "shop") => new(stack, new NetworkSpec(name), new Dictionary<NodeId, string>());

    public static Volume Volume(string name, string? stack = "shop") => new(stack, new VolumeSpec(name), []);

    public static Registry Registry(string host) => new(host, "ada", [4, 5], Time);

    public static ServiceRevision Revision(ServiceId service, int number) => new(service, number, "hash", new ContainerSpec("busybox:1.36"), Time);

    public static ClusterEvent Event(string message, TimeSpan after = default) => new(Time + after, "stack.deployed", message);

    public static ServiceTask Moved(ServiceTask task, TaskState state, NodeId? node = null) =>
        task with { NodeId = node ?? task.NodeId, Observed = task.Observed with { State = state } };

    public Service Service(string name, string stack = "shop") =>
        new(Ids.NextService(), stack, new ServiceSpec(name, new ContainerSpec("busybox:1.36")), ServiceOverrides.None, 1, Time, Time);

    public Node Node(string name) =>
        new(Ids.NextNode(), name, NodeState.Ready, NodeAvailability.Active, "192.0.2.1", NodeFacts.Unknown, 0, Time);

    public Deployment Deployment(string stack = "shop", int minutes = 0) => new(
        Ids.NextDeployment(), stack, null, DeploymentKind.Deploy, 0, 1, DeploymentState.Running, "ada", Time + TimeSpan.FromMinutes(minutes));

    public ServiceTask Task(Service service, int slot, NodeId? node = null, TaskState? state = null, int age = 0) => new(
        Ids.NextTask(), service.Id, service.Stack, service.Name, slot, 1, node, DesiredState.Running,
        new ObservedTask(state ?? (node is null ? TaskState.New : TaskState.Assigned), Time), Time - TimeSpan.FromMinutes(age))
    {
        Reservation = new Reservation(CpuNanos: 100, MemoryBytes: 1_000, Pids: 1),
    };
}
