using Gantry.Model.Events;

namespace Gantry.Manager.State;

/// <param name="Revision">Of the commit that it tells of.</param>
internal sealed record StoredEvent(Revision Revision, ClusterEvent Event);
