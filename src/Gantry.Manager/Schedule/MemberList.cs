namespace Gantry.Manager.Schedule;

/// <summary>Some nodes in the order in which ties go round: by ring place, or by name for round robin.</summary>
/// <param name="Nodes">Ring positions.</param>
/// <param name="Places">Ascending; what <see cref="Nodes"/> are sorted by.</param>
internal sealed record MemberList(int[] Nodes, ulong[] Places)
{
    public static MemberList ByRing(WorkingSet set, IEnumerable<int> nodes) => Of(nodes, node => set.Nodes[node].RingPlace);

    public static MemberList ByName(WorkingSet set, IEnumerable<int> nodes) =>
        Of(nodes, node => (ulong)set.RankOf(node));

    /// <returns>The first member at or after <paramref name="start"/>, going round.</returns>
    public int FirstFrom(ulong start)
    {
        var found = Array.BinarySearch(Places, start);
        if (found < 0)
            found = ~found;
        while (found > 0 && found <= Places.Length && Places[found - 1] == start)
            found--;
        return found == Places.Length ? 0 : found;
    }

    private static MemberList Of(IEnumerable<int> nodes, Func<int, ulong> placeOf)
    {
        int[] members = [.. nodes];
        return new MemberList(members, [.. members.Select(placeOf)]);
    }
}
