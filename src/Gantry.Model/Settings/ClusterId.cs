using System.Text.Json.Serialization;
using Gantry.Model.Ids;

namespace Gantry.Model.Settings;

/// <summary>Which cluster an engine object, a token or a backup belongs to. Made once, at the first start.</summary>
[JsonConverter(typeof(EntityIdJsonConverter<ClusterId>))]
public readonly record struct ClusterId(RandomId Value) : IEntityId<ClusterId>
{
    public static ClusterId From(RandomId value) => new(value);

    public static ClusterId Parse(string text) => new(RandomId.Parse(text));

    public int CompareTo(ClusterId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
