using System.Text.Json.Serialization;
using Gantry.Model.Ids;

namespace Gantry.Model.Services;

[JsonConverter(typeof(EntityIdJsonConverter<ServiceId>))]
public readonly record struct ServiceId(RandomId Value) : IEntityId<ServiceId>
{
    public static ServiceId From(RandomId value) => new(value);

    public static ServiceId Parse(string text) => new(RandomId.Parse(text));

    public int CompareTo(ServiceId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
