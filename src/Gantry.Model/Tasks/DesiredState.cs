using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Tasks;

/// <summary>What the manager wants of a task. Like observed states, it only moves forward.</summary>
[JsonConverter(typeof(TolerantEnumConverter<DesiredState>))]
public enum DesiredState
{
    Unrecognized = -1,
    Ready,
    Running,
    Shutdown,

    /// <summary>Stopped, and its container removed.</summary>
    Remove,
}
