using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Nodes;

[JsonConverter(typeof(TolerantEnumConverter<NodeAvailability>))]
public enum NodeAvailability
{
    Unrecognized = -1,
    Active,

    /// <summary>Keeps what it runs, gets nothing new.</summary>
    Pause,

    /// <summary>Gets nothing new, and what it runs moves away.</summary>
    Drain,
}
