namespace Gantry.Model.Wire;

/// <summary>What a manager says of its CAs beside its answers.</summary>
public static class AuthorityHeaders
{
    /// <summary>
    /// With the answer to each heartbeat: fingerprints of the CAs that managers may be signed by, the one that signs now first, with
    /// commas in between. A worker that knows others, or whose certificate is not of the first, renews its certificate.
    /// </summary>
    public const string Fingerprints = "Gantry-Authorities";

    /// <summary>With the CAs themselves: the id of the cluster, for a machine that was told another CA than it knows.</summary>
    public const string Cluster = "Gantry-Cluster";
}
