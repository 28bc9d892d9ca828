using Gantry.Model.Nodes;

namespace Gantry.Model.Settings;

/// <summary>The cluster's CA is being replaced: both the one before and the next are accepted until every node has followed.</summary>
/// <param name="From">Fingerprint of the CA before.</param>
/// <param name="BeganAt">When somebody asked for it.</param>
/// <param name="Actor">Who did.</param>
public sealed record CaRotation(string From, DateTimeOffset BeganAt, string Actor)
{
    /// <summary>Fingerprint of the next CA; null until it is made.</summary>
    public string? To { get; init; }

    /// <summary>Somebody ends it although nodes have not followed.</summary>
    public bool IsFinishing { get; init; }

    /// <summary>A server's own worker has no certificate, and nothing to follow.</summary>
    public bool IsFollowedBy(Node node) => node.KeyHash is null || (To is not null && node.Authority == To);

    /// <summary>Those that have not followed, by name.</summary>
    public IReadOnlyList<Node> Missing(IEnumerable<Node> nodes) => [.. nodes.Where(n => !IsFollowedBy(n)).OrderBy(n => n.Name, StringComparer.Ordinal)];
}
