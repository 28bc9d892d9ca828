using System.Text.Json.Serialization;
using Gantry.Model.Ids;

namespace Gantry.Model.Deployments;

[JsonConverter(typeof(EntityIdJsonConverter<DeploymentId>))]
public readonly record struct DeploymentId(RandomId Value) : IEntityId<DeploymentId>
{
    public static DeploymentId From(RandomId value) => new(value);

    public static DeploymentId Parse(string text) => new(RandomId.Parse(text));

    public int CompareTo(DeploymentId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
