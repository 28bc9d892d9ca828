using System.Text.Json.Serialization;
using Gantry.Model.Ids;

namespace Gantry.Model.Nodes;

[JsonConverter(typeof(EntityIdJsonConverter<JoinTokenId>))]
public readonly record struct JoinTokenId(RandomId Value) : IEntityId<JoinTokenId>
{
    public static JoinTokenId From(RandomId value) => new(value);

    public static JoinTokenId Parse(string text) => new(RandomId.Parse(text));

    public int CompareTo(JoinTokenId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
