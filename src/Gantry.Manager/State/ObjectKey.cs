using System.Diagnostics;
using System.Globalization;
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

namespace Gantry.Manager.State;

/// <summary>Names one object of the store, of any noun. A noun uses a name or an id, and revisions a number too.</summary>
internal readonly record struct ObjectKey
{
    private ObjectKey(NounKind kind, string name, RandomId id, int number)
    {
        Kind = kind;
        Name = name;
        Id = id;
        Number = number;
    }

    public static ObjectKey Settings { get; } = Named(NounKind.Settings, "cluster");

    public NounKind Kind { get; }

    /// <summary>Empty where the noun goes by id.</summary>
    public string Name { get; }

    public RandomId Id { get; }

    /// <summary>Of a stack's or a service's revision; 0 otherwise.</summary>
    public int Number { get; }

    /// <summary>What the object is called within its kind, in messages and in backends.</summary>
    public string Text
    {
        get
        {
            var owner = Name.Length > 0 ? Name : Id.ToString();
            return Number == 0 ? owner : string.Create(CultureInfo.InvariantCulture, $"{owner}/{Number}");
        }
    }

    public static ObjectKey OfStack(string name) => Named(NounKind.Stack, name);

    public static ObjectKey OfStackRevision(string stack, int number) => Named(NounKind.StackRevision, stack, number);

    public static ObjectKey Of(ServiceId id) => new(NounKind.Service, "", id.Value, 0);

    public static ObjectKey OfRevision(ServiceId id, int number) => new(NounKind.ServiceRevision, "", id.Value, number);

    public static ObjectKey Of(TaskId id) => new(NounKind.Task, "", id.Value, 0);

    public static ObjectKey Of(NodeId id) => new(NounKind.Node, "", id.Value, 0);

    public static ObjectKey Of(JoinTokenId id) => new(NounKind.JoinToken, "", id.Value, 0);

    public static ObjectKey Of(DeploymentId id) => new(NounKind.Deployment, "", id.Value, 0);

    public static ObjectKey OfNetwork(string name) => Named(NounKind.Network, name);

    public static ObjectKey OfVolume(string name) => Named(NounKind.Volume, name);

    public static ObjectKey OfRegistry(string host) => Named(NounKind.Registry, host);

    public static ObjectKey OfNoun(object noun) => noun switch
    {
        ServiceTask task => Of(task.Id),
        Service service => Of(service.Id),
        ServiceRevision revision => OfRevision(revision.ServiceId, revision.Number),
        Node node => Of(node.Id),
        Deployment deployment => Of(deployment.Id),
        Stack stack => OfStack(stack.Name),
        StackRevision revision => OfStackRevision(revision.Stack, revision.Number),
        Network network => OfNetwork(network.Name),
        Volume volume => OfVolume(volume.Name),
        Registry registry => OfRegistry(registry.Host),
        JoinToken token => Of(token.Id),
        ClusterSettings => Settings,
        _ => throw new UnreachableException($"The store holds no {noun.GetType().Name}."),
    };

    public bool Equals(ObjectKey other) =>
        Kind == other.Kind && Number == other.Number && Id == other.Id && string.Equals(Name, other.Name, StringComparison.Ordinal);

    // Transactions look keys up by the hundred thousand a second, nearly all of them ids, which are random already.
    public override int GetHashCode() =>
        Name.Length > 0 ? HashCode.Combine(Kind, Name, Number) : Id.GetHashCode() ^ (((int)Kind << 24) + Number);

    public override string ToString() => $"{WordFor(Kind)} '{Text}'";

    private static ObjectKey Named(NounKind kind, string name, int number = 0) => new(kind, name, default, number);

    private static string WordFor(NounKind kind) => kind switch
    {
        NounKind.Settings => "cluster settings",
        NounKind.Stack => "stack",
        NounKind.StackRevision => "stack revision",
        NounKind.Service => "service",
        NounKind.ServiceRevision => "service revision",
        NounKind.Task => "task",
        NounKind.Node => "node",
        NounKind.Network => "network",
        NounKind.Volume => "volume",
        NounKind.Deployment => "deployment",
        NounKind.Registry => "registry",
        NounKind.JoinToken => "join token",
        _ => throw new UnreachableException($"No such noun: {kind}."),
    };
}
