using Gantry.Model.Ids;

namespace Gantry.Manager.Schedule;

/// <summary>
/// Which of equally good nodes takes a slot. Nodes stand on a ring at the hash of their name, a slot begins at the hash
/// of (service, slot), and the first node clockwise wins: a stable hash of service, slot and node, that a tree can
/// search. One hash of all three would be as stable, but every tie would have to hash every node.
/// </summary>
internal static class TieBreak
{
    public static ulong PlaceOf(string nodeName) => StableHash.Of(nodeName);

    public static ulong StartOf(string service, int slot) => StableHash.Of(service, "", slot);

    /// <summary>Less is better.</summary>
    public static ulong Distance(ulong start, ulong place) => unchecked(place - start);
}
