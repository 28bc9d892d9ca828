using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Worker.Session.Https;

/// <summary>How a machine becomes a node: it knows the manager by the token before it sends anything that is secret.</summary>
internal sealed class Joining(NodeFolder folder, TimeProvider time)
{
    private const int LongestAuthorities = 64 * 1024;
    private const string AuthorityPath = "/v1/link/authority";

    /// <exception cref="LinkException">The manager cannot be reached, is not the one of the token, or will not have it.</exception>
    public async Task<NodeCredentials> JoinAsync(Uri manager, JoinTokenText token, string hostname, string address, CancellationToken ct)
    {
        var authority = await AuthorityAsync(manager, token.Authority, ct);
        using var connection = new ManagerConnection(manager, ManagerTrust.Options([authority], own: null), time);
        var request = new JoinRequest(token.Id, token.Secret, NodeRole.Worker, folder.SigningRequest(), hostname, address);
        var answer = await connection.AskAsync<JoinRequest, JoinAnswer>(HttpMethod.Post, "/v1/link/join", request, ct);
        return folder.Keep(answer.Managers.Count > 0 ? answer : answer with { Managers = [manager.ToString()] });
    }

    /// <summary>Which cluster has the CA that a token names. Nothing secret is sent.</summary>
    /// <returns>Null, from a manager that does not say.</returns>
    /// <exception cref="LinkException">The manager cannot be reached, or is not the one of the token.</exception>
    public async Task<string?> ClusterAsync(Uri manager, JoinTokenText token, CancellationToken ct)
    {
        var authority = await AuthorityAsync(manager, token.Authority, ct);
        using var connection = new ManagerConnection(manager, ManagerTrust.Options([authority], own: null), time);
        return (await connection.ShowAsync(AuthorityPath, AuthorityHeaders.Cluster, LongestAuthorities, ct)).Said;
    }

    // Whoever answers here may be anybody. All that is taken from it is a certificate that has the token's fingerprint.
    private async Task<X509Certificate2> AuthorityAsync(Uri manager, string fingerprint, CancellationToken ct)
    {
        var anybody = new SslClientAuthenticationOptions
        {
#pragma warning disable CA5359 // What is fetched is compared with the token's fingerprint, and nothing is sent.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        };
        using var connection = new ManagerConnection(manager, anybody, time);
        var (text, _) = await connection.ShowAsync(AuthorityPath, AuthorityHeaders.Cluster, LongestAuthorities, ct);
        var shown = new X509Certificate2Collection();
        try
        {
            shown.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            throw new LinkException($"What {manager} shows as the cluster's CA is no certificate: is there a Gantry manager at that address?") { IsRefused = true };
        }

        var wanted = Convert.FromHexString(fingerprint);
        return shown.FirstOrDefault(c => CryptographicOperations.FixedTimeEquals(SHA256.HashData(c.RawData), wanted))
            ?? throw new LinkException($"The manager at {manager} has another CA than the token names: it is of another cluster, its CA was replaced since the token was made, or somebody stands in between. Nothing secret was sent. Compare the address, and make a new token there (gantry node token create).") { IsRefused = true };
    }
}
