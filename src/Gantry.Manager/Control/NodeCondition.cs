using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>What the caller saw of a node before: <c>If-Match</c> with the ETag that its reading gave.</summary>
/// <param name="Seen">Null when none was named.</param>
internal sealed record NodeCondition(string? Seen)
{
    public static readonly NodeCondition None = new((string?)null);

    private const int TagLength = 16;

    /// <summary>
    /// Of what people decide about the node, and of nothing else: heartbeats write its usage every few seconds, so the revision
    /// that it was written at would be old before anybody could use it.
    /// </summary>
    public static string TagOf(Node node)
    {
        var decided = new NodeUpdateRequest(node.Availability, new SortedDictionary<string, string>(node.Labels.ToDictionary(), StringComparer.Ordinal));
        return StableHash.Sha256Hex(JsonSerializer.SerializeToUtf8Bytes(decided, ApiJson.Default.NodeUpdateRequest))[..TagLength];
    }

    /// <returns>What is different, for people; null when it is as it should be.</returns>
    public string? Refuse(Node node) => Seen is null || Seen == TagOf(node)
        ? null
        : $"Availability or labels of node '{node.Name}' are not what the request expects: somebody changed them. Look again, then repeat.";
}
