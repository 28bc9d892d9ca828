using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Model.Services;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;

namespace Gantry.Worker.Probes;

/// <summary>Asks a container once: over HTTP, TCP, or with a command inside. Every outcome is an answer, none an exception.</summary>
internal sealed class ProbeCalls(IEngine engine, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    // A fresh connection each time: one that was open before proves nothing about a server that accepts no more.
    // Never through a proxy, and a redirect is an answer of its own: what it points to is not this container.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseHeadersLength = 16,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly CommandProbe _commands = new(engine);

    /// <param name="address">Of the container in its service's network; null while it has none there.</param>
    public async Task<ProbeAnswer> AskAsync(Probe probe, ContainerView container, string? address, CancellationToken ct)
    {
        var timeout = probe.Timeout is { Ticks: > 0 } given ? given : DefaultTimeout;
        using var due = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, due.Token);
        try
        {
            return probe.Kind switch
            {
                ProbeKind.Command => await _commands.AskAsync(probe.Command ?? [], container.Id, either.Token),
                ProbeKind.Unrecognized => ProbeAnswer.Failed("This worker does not know this kind of probe. Update the worker."),
                ProbeKind.Http or ProbeKind.Tcp when address is null => ProbeAnswer.Failed("The container has no address in its network yet."),
                ProbeKind.Http => await HttpAsync(probe, address ?? "", either.Token),
                ProbeKind.Tcp => await TcpAsync(probe, address ?? "", either.Token),
                _ => throw new ArgumentOutOfRangeException(nameof(probe), probe.Kind, "No such kind of probe."),
            };
        }
        catch (OperationCanceledException) when (due.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return ProbeAnswer.Failed($"No answer within {timeout.TotalSeconds:0.###} s.");
        }
        catch (EngineException away) when (away.Failure is EngineFailure.Unreachable or EngineFailure.DeadlinePassed)
        {
            return ProbeAnswer.Unknown(away.Message);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException or EngineException or UriFormatException)
        {
            return ProbeAnswer.Failed(failure.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ProbeAnswer> HttpAsync(Probe probe, string address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{address}:{probe.Port}{probe.Path}"));
        request.Headers.ConnectionClose = true;
        request.Headers.UserAgent.ParseAdd("gantry-probe");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if ((int)answer.StatusCode is >= 200 and < 400)
            return ProbeAnswer.Passed;
        return ProbeAnswer.Failed($"HTTP {(int)answer.StatusCode} {answer.ReasonPhrase}\n{await BeginningAsync(answer, ct)}".Trim());
    }

    private static async Task<string> BeginningAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var bytes = new byte[ProbeAnswer.OutputLimitBytes];
        var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static async Task<ProbeAnswer> TcpAsync(Probe probe, string address, CancellationToken ct)
    {
        var target = new IPEndPoint(IPAddress.Parse(address), probe.Port);
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(target, ct);
        return ProbeAnswer.Passed;
    }
}
