using Gantry.Model.Events;

namespace Gantry.Manager.State;

/// <summary>Which events to read, oldest first. <see cref="Limit"/> is counted from the oldest, or from the newest with <see cref="Newest"/>.</summary>
/// <param name="After">Events of later revisions only.</param>
internal sealed record EventQuery(Revision After, int Limit)
{
    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public bool Newest { get; init; }

    /// <summary>Which events count; null: all. Looked at before <see cref="Limit"/>, so what is rare is found among all that is kept.</summary>
    public Func<ClusterEvent, bool>? Wanted { get; init; }

    public bool Takes(ClusterEvent happened) =>
        !(happened.At < Since) && !(happened.At >= Until) && (Wanted is null || Wanted(happened));
}
