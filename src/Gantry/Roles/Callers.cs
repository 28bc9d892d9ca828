using Gantry.Manager.Api;
using Gantry.Manager.Control;
using Gantry.Manager.Security;
using Microsoft.AspNetCore.Http;

namespace Gantry.Roles;

/// <summary>
/// Who a request comes from. The socket's file permission says who may: root and the group gantry. Over the network a token
/// does, and for nodes their certificate.
/// </summary>
internal sealed class Callers(AdminToken token, NodeCertificates certificates)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="ApiProblemException">It shows a certificate that is not good: it gets to know why.</exception>
    public Caller? Of(HttpContext http)
    {
        if (http.Connection.LocalIpAddress is null)
            return new Caller("local", Access.Admin);
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length > 0)
            return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && token.Matches(header[Scheme.Length..].Trim()) ? new Caller("admin", Access.Admin) : null;

        return http.Connection.ClientCertificate is { } certificate
            ? certificates.Of(certificate) switch
            {
                NodeIdentity.Known(var node, var authority) => new Caller($"node {node}", Access.Node) { Node = node, Authority = authority },
                NodeIdentity.Refused(var reason) => throw Problem.Forbidden(reason),
                var other => throw new InvalidOperationException($"No such identity: {other}."),
            }
            : null;
    }
}
