using System.Text.Json.Serialization;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>The engine's JSON: its own (Pascal case) names, null members left out, unknown ones ignored.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>), TypeInfoPropertyName = "FilterTerms")]
[JsonSerializable(typeof(RegistryLogin))]
[JsonSerializable(typeof(EngineError))]
[JsonSerializable(typeof(EngineVersion))]
[JsonSerializable(typeof(EngineInfo))]
[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(CreateContainer))]
[JsonSerializable(typeof(ContainerCreated))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(ContainerExit))]
[JsonSerializable(typeof(ContainerProcesses))]
[JsonSerializable(typeof(List<ContainerSummary>), TypeInfoPropertyName = "ContainerSummaries")]
[JsonSerializable(typeof(CreateExec))]
[JsonSerializable(typeof(StartExec))]
[JsonSerializable(typeof(ExecDetails))]
[JsonSerializable(typeof(CreatedObject))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(List<ImageSummary>), TypeInfoPropertyName = "ImageSummaries")]
[JsonSerializable(typeof(RegistryImage))]
[JsonSerializable(typeof(PullProgress))]
[JsonSerializable(typeof(CreateNetwork))]
[JsonSerializable(typeof(NetworkDetails))]
[JsonSerializable(typeof(List<NetworkDetails>), TypeInfoPropertyName = "NetworkList")]
[JsonSerializable(typeof(ConnectNetwork))]
[JsonSerializable(typeof(DisconnectNetwork))]
[JsonSerializable(typeof(CreateVolume))]
[JsonSerializable(typeof(VolumeDetails))]
[JsonSerializable(typeof(VolumeList))]
internal sealed partial class DockerJson : JsonSerializerContext;
