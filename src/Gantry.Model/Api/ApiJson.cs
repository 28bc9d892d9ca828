using System.Text.Json.Serialization;
using Gantry.Model.Deployments;

namespace Gantry.Model.Api;

/// <summary>How the control API writes and reads. Every member is written, so that scripts need no defaults.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Listed<StackItem>))]
[JsonSerializable(typeof(Listed<ServiceItem>))]
[JsonSerializable(typeof(Listed<TaskItem>))]
[JsonSerializable(typeof(Listed<NodeItem>))]
[JsonSerializable(typeof(Listed<LeavingTask>))]
[JsonSerializable(typeof(Listed<MoveItem>))]
[JsonSerializable(typeof(Listed<NetworkItem>))]
[JsonSerializable(typeof(Listed<VolumeItem>))]
[JsonSerializable(typeof(Listed<ImageItem>))]
[JsonSerializable(typeof(Listed<RegistryItem>))]
[JsonSerializable(typeof(Listed<EventItem>))]
[JsonSerializable(typeof(Listed<TaskUsage>))]
[JsonSerializable(typeof(Listed<Deployment>))]
[JsonSerializable(typeof(ChangeItem<StackItem>))]
[JsonSerializable(typeof(ChangeItem<ServiceItem>))]
[JsonSerializable(typeof(ChangeItem<TaskItem>))]
[JsonSerializable(typeof(ChangeItem<NodeItem>))]
[JsonSerializable(typeof(ChangeItem<LeavingTask>))]
[JsonSerializable(typeof(ChangeItem<Deployment>))]
[JsonSerializable(typeof(ChangeItem<EventItem>))]
[JsonSerializable(typeof(ChangeItem<ImageItem>))]
[JsonSerializable(typeof(ChangeItem<VolumeItem>))]
[JsonSerializable(typeof(ChangeItem<NetworkItem>))]
[JsonSerializable(typeof(ChangeItem<RegistryItem>))]
[JsonSerializable(typeof(Listed<JoinTokenItem>))]
[JsonSerializable(typeof(ChangeItem<JoinTokenItem>))]
[JsonSerializable(typeof(JoinTokenRequest))]
[JsonSerializable(typeof(NewJoinToken))]
[JsonSerializable(typeof(DeployRequest))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(ScaleRequest))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(RegistryLoginRequest))]
[JsonSerializable(typeof(NodeUpdateRequest))]
[JsonSerializable(typeof(RebalanceRequest))]
[JsonSerializable(typeof(ClusterItem))]
[JsonSerializable(typeof(ClusterUpdateRequest))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(ExecControl))]
[JsonSerializable(typeof(SystemItem))]
[JsonSerializable(typeof(ReadyItem))]
[JsonSerializable(typeof(ApiProblem))]
public sealed partial class ApiJson : JsonSerializerContext;
