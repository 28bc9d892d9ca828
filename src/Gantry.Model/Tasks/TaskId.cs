using System.Text.Json.Serialization;
using Gantry.Model.Ids;

namespace Gantry.Model.Tasks;

[JsonConverter(typeof(EntityIdJsonConverter<TaskId>))]
public readonly record struct TaskId(RandomId Value) : IEntityId<TaskId>
{
    public static TaskId From(RandomId value) => new(value);

    public static TaskId Parse(string text) => new(RandomId.Parse(text));

    public int CompareTo(TaskId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
