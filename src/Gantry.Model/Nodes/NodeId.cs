using System.Text.Json.Serialization;
using Gantry.Model.Ids;

namespace Gantry.Model.Nodes;

[JsonConverter(typeof(EntityIdJsonConverter<NodeId>))]
public readonly record struct NodeId(RandomId Value) : IEntityId<NodeId>
{
    public static NodeId From(RandomId value) => new(value);

    public static NodeId Parse(string text) => new(RandomId.Parse(text));

    public int CompareTo(NodeId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
