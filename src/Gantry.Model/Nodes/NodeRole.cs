using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Nodes;

/// <summary>What a join token lets a machine become.</summary>
[JsonConverter(typeof(TolerantEnumConverter<NodeRole>))]
public enum NodeRole
{
    Unrecognized = -1,
    Worker,
    Manager,
}
