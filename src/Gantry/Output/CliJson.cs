using System.Text.Json.Serialization;

namespace Gantry.Output;

/// <summary>JSON of what the client itself has to say.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VersionReport))]
[JsonSerializable(typeof(ContextItem))]
[JsonSerializable(typeof(CheckItem))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ValidationReport))]
internal sealed partial class CliJson : JsonSerializerContext;
