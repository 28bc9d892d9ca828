using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using Gantry.Model.Api;
using Gantry.Model.Stacks;
using Gantry.Worker.Networking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Benchmarks.Servers;

/// <summary>The published <c>gantry server</c> on the local engine, with data, socket and ports of its own.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gb-");
    private readonly TimeProvider _time;
    private readonly Process _process;
    private readonly long _begin;

    private BenchServer(BenchmarkRun run)
    {
        _time = run.Time;
        _begin = _time.GetTimestamp();
        var ports = FreePorts(2);
        Https = new Uri($"https://127.0.0.1:{ports[0]}");
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync })
        {
            BaseAddress = new Uri("http://gantry"),
            Timeout = Patience,
        };
        var start = new ProcessStartInfo(run.Binary,
        [
            "server", "--data-dir", Path.Combine(_folder.FullName, "data"), "--socket", SocketPath,
            "--api-listen", $"127.0.0.1:{ports[0]}", "--telemetry-listen", $"127.0.0.1:{ports[1]}", "--dns-listen", "off",
            "--advertise", "127.0.0.1", "--name", "bench",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GANTRY_CONFIG"] = ConfigPath;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{run.Binary} did not start.");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    public Uri Https { get; }

    public int ProcessId => _process.Id;

    public string SocketPath => Path.Combine(_folder.FullName, "s");

    public string ConfigPath => Path.Combine(_folder.FullName, "config.yaml");

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan AnsweredAfter { get; private set; }

    /// <summary>As the engine knows what is this server's.</summary>
    public string ClusterId { get; private set; } = "";

    /// <returns>A server that answers and whose node is ready.</returns>
    public static async Task<BenchServer> StartAsync(BenchmarkRun run, CancellationToken ct)
    {
        var server = new BenchServer(run);
        try
        {
            await server.UntilAsync(server.IsReadyAsync, ct);
            server.ClusterId = (await server.GetAsync("/v1/system", ApiJson.Default.SystemItem, ct)).ClusterId;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) =>
        await Http.GetFromJsonAsync(path, type, ct) ?? throw new InvalidOperationException($"{path} answered nothing.");

    public async Task DeployAsync(string stack, string compose, CancellationToken ct)
    {
        var bundle = new Bundle([new BundleFile("compose.yaml", compose)], [], new Dictionary<string, string>(), []) { ProjectDirectory = "/project" };
        using var answer = await Http.PutAsJsonAsync($"/v1/stacks/{stack}", new DeployRequest(bundle), ApiJson.Default.DeployRequest, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Returns when nothing of it is left.</summary>
    public async Task RemoveAsync(string stack, CancellationToken ct)
    {
        using (var answer = await Http.DeleteAsync($"/v1/stacks/{stack}", ct))
            answer.EnsureSuccessStatusCode();
        await UntilAsync(async token => (await GetAsync("/v1/stacks", ApiJson.Default.ListedStackItem, token)).Items.All(s => s.Name != stack), ct);
    }

    public async Task UntilAsync(Func<CancellationToken, Task<bool>> condition, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        while (!await condition(either.Token))
            await Task.Delay(Pause, _time, either.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);

        // Port rules outlive their server; this one does not come back.
        if (ClusterId.Length > 0)
            await new PortRoutes(ClusterId[..Model.Ids.RandomId.ShownLength], NullLogger<PortRoutes>.Instance).RemoveAllAsync(CancellationToken.None);
    }

    private static List<int> FreePorts(int count)
    {
        var holders = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        holders.ForEach(h => h.Start());
        List<int> ports = [.. holders.Select(h => ((IPEndPoint)h.LocalEndpoint).Port)];
        holders.ForEach(h => h.Dispose());
        return ports;
    }

    private async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        try
        {
            if (AnsweredAfter == TimeSpan.Zero)
            {
                await GetAsync("/v1/system", ApiJson.Default.SystemItem, ct);
                AnsweredAfter = _time.GetElapsedTime(_begin);
            }

            return (await GetAsync("/v1/nodes", ApiJson.Default.ListedNodeItem, ct)).Items is [{ State: Model.Nodes.NodeState.Ready }];
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return _process.HasExited ? throw new InvalidOperationException($"The server ended with exit code {_process.ExitCode}.") : false;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
