using Gantry.Manager.State;

namespace Gantry.Manager.Control;

/// <summary>What the caller saw of the cluster's settings before: <c>If-Match</c> with the ETag that reading them gave.</summary>
/// <param name="Seen">Null when none was named.</param>
internal readonly record struct ClusterCondition(Revision? Seen)
{
    /// <returns>What is different, for people; null when it is as it should be.</returns>
    public string? Refuse(Snapshot state) => Seen is null || Seen == state.ModifiedAt(ObjectKey.Settings)
        ? null
        : $"The cluster's settings are of revision {state.ModifiedAt(ObjectKey.Settings)}, the request expects {Seen}. Look again, then repeat.";
}
