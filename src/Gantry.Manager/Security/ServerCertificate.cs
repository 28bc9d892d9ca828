using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gantry.Manager.Security;

/// <summary>
/// The certificate that this server shows: a new one at every start, and without a restart once two thirds of its life are
/// over, or when another CA signs. The first connection after that makes it, so there is no clockwork to miss the day.
/// </summary>
internal sealed class ServerCertificate(
    ClusterAuthority authority, IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Shown? _shown;

    /// <summary>For a listener: asks at each connection what to show.</summary>
    public TlsHandshakeCallbackOptions Handshakes => new()
    {
        OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Current(),
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],

            // Asked for, and looked at with the request: a node whose certificate is not good gets an answer that says why,
            // which a broken handshake does not. People come without one.
            ClientCertificateRequired = true,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
#pragma warning disable CA5359 // This end is the server; NodeCertificates checks.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        }),
    };

    /// <summary>Never one that is about to end. Safe to call from many threads.</summary>
    public SslStreamCertificateContext Current()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            // A clock that was set back finds itself before the beginning.
            if (_shown is null || !ReferenceEquals(_shown.Keys, authority.Keys) || now >= _shown.RenewAt || now < _shown.IssuedAt - ClusterAuthority.Backdated)
                _shown = Issue(now);
            return _shown.Context;
        }
    }

    // The one before is not disposed: connections that are being made may still hold it.
    private Shown Issue(DateTimeOffset now)
    {
        var keys = authority.Keys;
        var certificate = keys.IssueServer(names, addresses, now);

        // Whoever knows the CA before alone finds its way from the certificate to that one.
        X509Certificate2Collection way = keys.CrossSigned is { } crossSigned ? [crossSigned] : [];
        return new Shown(keys, SslStreamCertificateContext.Create(certificate, way, offline: true), now, now + (ClusterAuthority.ServerLifetime * 2 / 3));
    }

    private sealed record Shown(AuthorityKeys Keys, SslStreamCertificateContext Context, DateTimeOffset IssuedAt, DateTimeOffset RenewAt);
}
