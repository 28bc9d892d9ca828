using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Tasks;

/// <summary>What the health check says: a field of its own, not a state.</summary>
[JsonConverter(typeof(TolerantEnumConverter<TaskHealth>))]
public enum TaskHealth
{
    Unrecognized = -1,

    /// <summary>No check is configured; a running task counts as in service.</summary>
    None,
    Starting,
    Healthy,
    Unhealthy,
}
