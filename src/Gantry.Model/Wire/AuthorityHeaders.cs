namespace Gantry.Model.Wire;

/// <summary>What a manager says of its CAs beside its answers.</summary>
public static class AuthorityHeaders
{
    /// <summary>With the CAs themselves: the id of the cluster, for a machine that was told another CA than it knows.</summary>
    public const string Cluster = "Gantry-Cluster";
}
