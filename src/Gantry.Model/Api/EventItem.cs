using Gantry.Model.Events;

namespace Gantry.Model.Api;

/// <param name="Revision">The commit that it belongs to; several events can share one.</param>
public sealed record EventItem(string Revision, ClusterEvent Event);
