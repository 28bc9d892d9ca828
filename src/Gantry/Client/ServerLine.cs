using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>Opens the byte stream to a server: a unix socket, or TLS that trusts the context's authority alone.</summary>
internal sealed class ServerLine(ApiTarget target, TimeProvider time)
{
    private const string AddressHint = "Check the address, that gantry server runs there, and that no firewall is in between.";

    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(5);

    /// <summary>The address that answered.</summary>
    /// <exception cref="CliException">None did; the message says why each did not.</exception>
    public async Task<(ApiAddress Address, Stream Stream)> OpenAsync(CancellationToken ct)
    {
        var failures = new List<CliException>();
        foreach (var address in target.Addresses)
        {
            if (address is ApiAddress.Socket socket && !File.Exists(socket.Path))
            {
                // The commonest of all failures: told without the cost of an exception of the socket's.
                failures.Add(NobodyAt(socket));
                continue;
            }

            try
            {
                return (address, await OpenAsync(address, ct));
            }
            catch (CliException e)
            {
                failures.Add(e);
            }
        }

        throw failures.Count == 1
            ? failures[0]
            : new CliException(
                ExitCode.Unreachable,
                $"None of {target} answers: {string.Join(" ", failures.Select(f => f.Message))}",
                "Start a server with gantry server, or name another with --host or --context.");
    }

    private async Task<Stream> OpenAsync(ApiAddress address, CancellationToken ct)
    {
        try
        {
            return address switch
            {
                ApiAddress.Socket socket => OpenSocket(socket),
                ApiAddress.Https https => await OpenAndFollowAsync(https, ct),
                _ => throw new InvalidOperationException($"No way to {address}."),
            };
        }
        catch (SocketException e)
        {
            throw Unreachable(address, e);
        }
        catch (AuthenticationException e)
        {
            throw new CliException(
                ExitCode.Unreachable,
                $"The certificate of {address} is not trusted: {e.Message}",
                "Add the server's authority to the context: gantry context add NAME --host … --ca FILE.",
                e);
        }
        catch (IOException e)
        {
            throw new CliException(ExitCode.Unreachable, $"{address} broke off the connection: {e.Message}", "Is it a Gantry server? Its control API speaks TLS, as a rule on port 4000.", e);
        }
    }

    // Nothing to wait for: the kernel answers at once, whether somebody listens or not.
    private static Stream OpenSocket(ApiAddress.Socket address)
    {
        try
        {
            return LocalStream.Open(address.Path);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw CliException.Usage($"The socket path {address.Path} is too long: {e.Message}", "Start the server with a shorter --socket.");
        }
    }

    private async Task<Stream> OpenAndFollowAsync(ApiAddress.Https address, CancellationToken ct)
    {
        var tls = await OpenTlsInTimeAsync(address, ct);
        if (target is { KeepAuthority: { } keep, CertificateAuthority: { } known } && tls.RemoteCertificate is X509Certificate2 server && AuthoritySuccession.IsOfAnother(server, known))
            await FollowAsync(address, server, keep, ct);
        return tls;
    }

    // What was asked for is not held up by it: the server vouches for its CA until that is replaced once more.
    private async Task FollowAsync(ApiAddress.Https address, X509Certificate2 server, Action<string> keep, CancellationToken ct)
    {
        try
        {
            await using var other = await OpenTlsInTimeAsync(address, ct);
            if (await AuthoritySuccession.FindAsync(other, address.Authority, server, ct) is { } next)
                keep(next);
        }
        catch (Exception unheard) when (unheard is CliException or IOException or SocketException or AuthenticationException)
        {
            // A context file that cannot be written, or a connection too many.
        }
    }

    private async Task<SslStream> OpenTlsInTimeAsync(ApiAddress.Https address, CancellationToken ct)
    {
        try
        {
            return await Deadline.WithinAsync(ConnectDeadline, time, token => OpenTlsAsync(address, token), ct);
        }
        catch (TimeoutException)
        {
            throw new CliException(ExitCode.Unreachable, $"{address} did not answer within {ConnectDeadline.TotalSeconds:0} s.", AddressHint);
        }
    }

    private async Task<SslStream> OpenTlsAsync(ApiAddress.Https address, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? tls = null;
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(address.Host, address.Port), ct);
            tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(TlsOptions(address), ct);
            return tls;
        }
        catch
        {
            if (tls is not null)
                await tls.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    private SslClientAuthenticationOptions TlsOptions(ApiAddress.Https address)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = address.Host,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (target.CertificateAuthority is not { } pem)
            return options;

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPem(pem);
        options.CertificateChainPolicy = policy;
        return options;
    }

    private static CliException NobodyAt(ApiAddress.Socket address, SocketException? cause = null) => new(
        ExitCode.Unreachable,
        $"No server listens at {address}.",
        "Start one with gantry server, or name another with --host or --context.",
        cause);

    private static CliException Unreachable(ApiAddress address, SocketException e) => (address, e.SocketErrorCode) switch
    {
        (ApiAddress.Socket socket, SocketError.AccessDenied) => new CliException(
            ExitCode.Unreachable,
            $"No permission to open {socket.Path}.",
            "Join the group that owns it (usually gantry), or run as root.",
            e),
        (ApiAddress.Socket socket, SocketError.ConnectionRefused) => new CliException(
            ExitCode.Unreachable,
            $"No server listens at {address}: the socket file was left behind by one that is gone.",
            "Start it: gantry server.",
            e),
        (ApiAddress.Socket socket, _) => NobodyAt(socket, e),
        _ => new CliException(ExitCode.Unreachable, $"{address} cannot be reached: {e.Message}.", AddressHint, e),
    };
}
