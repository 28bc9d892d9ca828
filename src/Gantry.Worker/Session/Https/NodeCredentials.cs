using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Nodes;

namespace Gantry.Worker.Session.Https;

/// <summary>By what a node is known, and by what it knows its managers.</summary>
/// <param name="Name">As the cluster calls it.</param>
/// <param name="Certificate">With its private key.</param>
/// <param name="Authorities">CAs that managers of this cluster may be signed by.</param>
/// <param name="Managers">Where they can be reached, <c>https://host:port</c>.</param>
internal sealed record NodeCredentials(
    NodeId Id, string Name, string ClusterId, X509Certificate2 Certificate, X509Certificate2Collection Authorities, IReadOnlyList<string> Managers)
{
    /// <summary>When it is time for the next certificate: two thirds of this one's life are over.</summary>
    public DateTimeOffset RenewAt
    {
        get
        {
            var (from, until) = (new DateTimeOffset(Certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(Certificate.NotAfter.ToUniversalTime()));
            return from + ((until - from) * 2 / 3);
        }
    }
}
