using Gantry.Manager.State;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>What the caller saw of a join token before: <c>If-Match</c>.</summary>
/// <param name="Seen">Null when none was named.</param>
internal readonly record struct JoinTokenCondition(Revision? Seen)
{
    /// <param name="id">Null: it is only about to be made.</param>
    /// <returns>What is different, for people; null when it is as it should be.</returns>
    public string? Refuse(Snapshot state, JoinTokenId? id)
    {
        if (Seen is not { } seen)
            return null;
        var now = id is { } token ? state.ModifiedAt(ObjectKey.Of(token)) : null;
        return now == seen ? null : $"The request expects a join token of revision {seen}, and {(now is null ? "there is none yet" : $"it is of {now}")}. Look again, then repeat.";
    }
}
