using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Model.Wire;

/// <summary>Replicas as one text, <c>1=10.128.0.2 2=10.128.1.2</c>: there may be thousands, and each node of a network is told of all.</summary>
public sealed class ReplicasConverter : JsonConverter<IReadOnlyList<NetworkReplica>>
{
    private const char Next = ' ';
    private const char Is = '=';

    /// <exception cref="JsonException">It is no such text.</exception>
    public override IReadOnlyList<NetworkReplica> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? "";
        if (text.Length == 0)
            return [];
        var replicas = new List<NetworkReplica>();
        foreach (var part in text.AsSpan().Split(Next))
        {
            var replica = text.AsSpan(part);
            var middle = replica.LastIndexOf(Is);
            if (middle <= 0)
                throw new JsonException($"'{replica}' is no replica. Expected SLOT=ADDRESS.");
            replicas.Add(new NetworkReplica(replica[..middle].ToString(), replica[(middle + 1)..].ToString()));
        }

        return replicas;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<NetworkReplica> value, JsonSerializerOptions options)
    {
        var text = new StringBuilder();
        foreach (var replica in value)
            text.Append(text.Length > 0 ? $"{Next}" : "").Append(replica.Slot).Append(Is).Append(replica.Address);
        writer.WriteStringValue(text.ToString());
    }
}
