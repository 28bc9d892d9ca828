using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Model.Json;
using Gantry.Model.Wire;

namespace Gantry.Benchmarks.Servers;

/// <summary>Of <see cref="WorkerMessage"/> what a simulated worker reads.</summary>
internal sealed record SimulatedMessage(SimulatedAssignments? Assignments)
{
    public static readonly JsonSerializerOptions Options = new(ModelJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ModelJson.Default, new DefaultJsonTypeInfoResolver()),
    };
}
