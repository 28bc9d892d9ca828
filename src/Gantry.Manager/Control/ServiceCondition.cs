using Gantry.Manager.State;
using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>What the caller saw of a service before: <c>If-Match</c> with the ETag that its reading gave.</summary>
/// <param name="Seen">Null when none was named.</param>
internal sealed record ServiceCondition(Revision? Seen)
{
    public static readonly ServiceCondition None = new((Revision?)null);

    /// <returns>What is different, for people; null when it is as it should be.</returns>
    public string? Refuse(Snapshot state, Service service)
    {
        var now = state.ModifiedAt(ObjectKey.Of(service.Id));
        return Seen is { } seen && now != seen
            ? $"Service '{service.FullName}' was changed at revision {now}, the request expects {seen}. Look again, then repeat."
            : null;
    }
}
