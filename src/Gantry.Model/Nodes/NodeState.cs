using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Nodes;

[JsonConverter(typeof(TolerantEnumConverter<NodeState>))]
public enum NodeState
{
    Unrecognized = -1,

    /// <summary>Registered, has not spoken yet.</summary>
    Unknown,
    Ready,

    /// <summary>Speaks, but its engine does not answer.</summary>
    EngineDown,
    Down,
}
