using System.Text.Json.Serialization;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;
using Gantry.Model.Wire;

namespace Gantry.Model.Json;

/// <summary>How nouns are written to the store and to the wire: always through <see cref="CompactJson"/>. Unknown members are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Stack))]
[JsonSerializable(typeof(StackRevision))]
[JsonSerializable(typeof(StackSpec))]
[JsonSerializable(typeof(Bundle))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(ServiceRevision))]
[JsonSerializable(typeof(ServiceTask))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Network))]
[JsonSerializable(typeof(Volume))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(EventBatch))]
[JsonSerializable(typeof(Registry))]
[JsonSerializable(typeof(ClusterSettings))]
[JsonSerializable(typeof(RegistryLogin))]
[JsonSerializable(typeof(WorkerMessage))]
[JsonSerializable(typeof(LinkWelcome))]
[JsonSerializable(typeof(WorkerHello))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(NodeReport))]
[JsonSerializable(typeof(JoinToken))]
[JsonSerializable(typeof(IReadOnlyList<NetworkService>))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinAnswer))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(ResolvedImage))]
public sealed partial class ModelJson : JsonSerializerContext;
