using Gantry.Model.Nodes;

namespace Gantry.Manager.Security;

/// <summary>What a client certificate says. A closed set: the constructor is private.</summary>
internal abstract record NodeIdentity
{
    private NodeIdentity()
    {
    }

    /// <param name="Authority">Fingerprint of the CA that made the certificate.</param>
    public sealed record Known(NodeId Node, string Authority) : NodeIdentity;

    /// <param name="Reason">For the people of that machine.</param>
    public sealed record Refused(string Reason) : NodeIdentity;
}
