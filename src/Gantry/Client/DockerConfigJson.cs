using System.Text.Json.Serialization;

namespace Gantry.Client;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DockerConfig))]
[JsonSerializable(typeof(DockerCredential))]
internal sealed partial class DockerConfigJson : JsonSerializerContext;
