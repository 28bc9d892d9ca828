namespace Gantry.Manager.Allocate;

/// <summary>A range for one network on one node, or why there is none.</summary>
internal abstract record SubnetChoice
{
    private SubnetChoice()
    {
    }

    /// <param name="Subnet">CIDR, as <c>Network.Subnets</c> stores it.</param>
    internal sealed record Free(string Subnet) : SubnetChoice;

    /// <param name="Reason">For people: what is full and what to do.</param>
    internal sealed record Exhausted(string Reason) : SubnetChoice;
}
