using Gantry.Manager.State;

namespace Gantry.Manager.Control;

/// <summary>What the caller saw of a registry's login before: <c>If-Match</c> and <c>If-None-Match: *</c>.</summary>
/// <param name="Seen">Null when none was named.</param>
/// <param name="MustBeNew">There must be no login for it.</param>
internal sealed record RegistryCondition(Revision? Seen, bool MustBeNew)
{
    /// <returns>What is different, for people; null when it is as it should be.</returns>
    public string? Refuse(Snapshot state, string host)
    {
        var now = state.ModifiedAt(ObjectKey.OfRegistry(host));
        if (MustBeNew && now is not null)
            return $"There is a login for registry '{host}' already. Repeat without If-None-Match to replace it.";
        if (Seen is not { } seen || now == seen)
            return null;
        return now is { } changed
            ? $"The login for registry '{host}' was changed at revision {changed}, the request expects {seen}. Look again, then repeat."
            : $"There is no login for registry '{host}' any more, the request expects the one of revision {seen}. Look again, then repeat.";
    }
}
