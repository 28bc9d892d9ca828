using System.Text.Json.Serialization;

namespace Gantry.Worker.Memory;

/// <summary>How a worker's memory is written. It grows only by optional members, as every stored record.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RememberedRoutes))]
[JsonSerializable(typeof(IReadOnlyList<PulledImage>))]
internal sealed partial class MemoryJson : JsonSerializerContext;
