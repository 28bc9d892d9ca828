namespace Gantry.Manager.Allocate;

/// <summary>How much of a node's range is given out.</summary>
/// <param name="Range">The node's part of the pool, CIDR.</param>
/// <param name="Blocked">Overlapped by foreign ranges, and so never given.</param>
internal sealed record SubnetUsage(string Range, int Used, int Blocked, int Total)
{
    public int Free => Total - Used - Blocked;
}
