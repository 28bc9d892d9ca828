using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gantry.Client;
using Gantry.Worker.Session.Https;

namespace Gantry.Doctor;

/// <summary>Calls a manager as a worker would, and sends nothing that is secret.</summary>
/// <param name="known">CAs that a manager must be signed by; null: this machine knows none yet.</param>
internal sealed class ManagerProbe(Uri manager, X509Certificate2Collection? known, TimeProvider time)
{
    private const int LongestAuthorities = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private bool? _isTrusted;

    private string Address => manager.ToString().TrimEnd('/');

    public async Task<ManagerFacts> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await Deadline.WithinAsync(Patience, time, AskAsync, ct);
        }
        catch (TimeoutException)
        {
            return new ManagerFacts(Address, $"{Address} did not answer within {Patience.TotalSeconds:0} s.", IsTrusted: null);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return _isTrusted == false
                ? new ManagerFacts(Address, null, IsTrusted: false)
                : new ManagerFacts(Address, $"{Address} cannot be reached: {Innermost(failed).Message}", IsTrusted: null);
        }
    }

    private async Task<ManagerFacts> AskAsync(CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = Patience, SslOptions = Tls() };
        using var client = new HttpClient(handler) { BaseAddress = manager };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/link/authority") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        var difference = answer.Headers.Date is { } there ? there - time.GetUtcNow() : (TimeSpan?)null;
        return new ManagerFacts(Address, null, known is null ? null : _isTrusted, known is null ? await AuthorityAsync(answer, ct) : null, difference);
    }

    private SslClientAuthenticationOptions Tls()
    {
        // Whoever answers where no CA is known may be anybody: its fingerprint is shown to a person, and nothing is sent.
        var options = known is null ? new SslClientAuthenticationOptions() : ManagerTrust.Options(known, own: null);
        var judge = options.RemoteCertificateValidationCallback;
        options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            _isTrusted = judge?.Invoke(sender, certificate, chain, errors);
            return known is null || _isTrusted == true;
        };
        return options;
    }

    private static async Task<string?> AuthorityAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var bytes = new byte[LongestAuthorities];
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        var shown = new X509Certificate2Collection();
        try
        {
            shown.ImportFromPem(Encoding.ASCII.GetString(bytes, 0, length));
        }
        catch (CryptographicException)
        {
            return null;
        }

        return shown is [var first, ..] ? Convert.ToHexStringLower(SHA256.HashData(first.RawData)) : null;
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
