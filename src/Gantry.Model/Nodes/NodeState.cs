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
    /// <summary>Silent for longer than its tasks may be waited for: they are replaced elsewhere.</summary>
    Down,

    /// <summary>Silent for a moment: its tasks get no new traffic, and stay.</summary>
    Suspected,

    /// <summary>Its worker speaks no version of the link that this manager knows. What it runs stays.</summary>
    Incompatible,
}
