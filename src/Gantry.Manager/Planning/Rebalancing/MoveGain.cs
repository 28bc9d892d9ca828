namespace Gantry.Manager.Planning.Rebalancing;

/// <summary>How much a move is worth: the kind first, the least of which matters most, then the size.</summary>
/// <param name="Rank">0: spread over what the file names; 1: what it wishes for; 2: the service's own spread; 3: reserved share; 4: tasks.</param>
internal readonly record struct MoveGain(int Rank, double Size) : IComparable<MoveGain>
{
    /// <summary>The greater gain comes first.</summary>
    public int CompareTo(MoveGain other) => Rank != other.Rank ? Rank.CompareTo(other.Rank) : other.Size.CompareTo(Size);
}
