using Gantry.DockerTests.Testing;
using Gantry.Model.Api;
using Gantry.Model.Faults;

namespace Gantry.ClusterTests.Testing;

/// <summary>
/// A <c>gantry server</c> of its own: real process, own data, own socket, own ports. It can be killed and started again on
/// the same data; with disposal all that its cluster made on this machine goes.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>
    /// A debug build compiles itself while it starts, on cores that it shares with other tests. The promise of one second
    /// is held against the published binary, by <c>./dev bench</c>.
    /// </summary>
    public static readonly TimeSpan DebugStartBound = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServerPlace _place;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gc-");
    private readonly GantryProcess _process;
    private readonly IReadOnlyList<int> _ports = Ports.Free(2);
    private ClusterOnEngine? _cluster;

    private ServerProcess(ServerPlace place)
    {
        _place = place;
        _process = new GantryProcess(place.Host, place.WorkingDirectory);
        Api = new ServerApi(SocketPath);
    }

    public ServerApi Api { get; }

    public ClusterOnEngine Cluster => _cluster ?? throw new InvalidOperationException("The server has not answered yet.");

    public string DataDirectory => _place.DataDirectory ?? Path.Combine(_folder.FullName, "data");

    public string SocketPath => Path.Combine(_folder.FullName, "s");

    public string ConfigPath => Path.Combine(_folder.FullName, "config.yaml");

    public Uri Https => new($"https://127.0.0.1:{_ports[0]}");

    public Uri Telemetry => new($"http://127.0.0.1:{_ports[1]}");

    /// <summary>A folder that goes with the server.</summary>
    public string Folder => _folder.FullName;

    /// <summary>All that it wrote, over all its starts.</summary>
    public string Log => _process.Log;

    public bool HasExited => _process.HasExited;

    /// <param name="engineSocket">Another way to the engine than the usual one.</param>
    public static Task<ServerProcess> StartAsync(LocalEngine engine, CancellationToken ct, string? engineSocket = null) =>
        StartAsync(new ServerPlace(engine.Engine, engineSocket ?? engine.Address.SocketPath), ct);

    public static async Task<ServerProcess> StartAsync(ServerPlace place, CancellationToken ct)
    {
        var server = new ServerProcess(place);
        try
        {
            await server.StartAgainAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on the same data and waits until it answers.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAgainAsync(CancellationToken ct)
    {
        Launch(failpoint: null);
        var (system, after) = await Eventually.FindAsync(TrySystemAsync, Patience, () => Task.FromResult($"the server answers. {Log}"), ct);
        _cluster ??= new ClusterOnEngine(_place.Engine, system.ClusterId);
        return after;
    }

    /// <summary>Starts it so that it dies at a named step, and does not wait.</summary>
    /// <param name="failpoint"><c>name:n</c>.</param>
    public void StartToDie(string failpoint) => Launch(failpoint);

    /// <summary>As <c>kill -9</c>.</summary>
    public Task KillAsync(CancellationToken ct) => _process.KillAsync(ct);

    /// <returns>The exit code, and how long it took to go.</returns>
    public Task<(int ExitCode, TimeSpan After)> TerminateAsync(CancellationToken ct) => _process.TerminateAsync(ct);

    /// <returns>The exit code.</returns>
    public Task<int> ExitAsync(CancellationToken ct) => _process.ExitAsync(Patience, ct);

    /// <returns>Null while it does not answer.</returns>
    public async Task<SystemItem?> TrySystemAsync(CancellationToken ct)
    {
        if (HasExited)
            Assert.Fail($"The server ended with exit code {_process.ExitCode} where it should answer.\n{Log}");
        try
        {
            return await Api.SystemAsync(ct);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Not the test's token: a test that was cancelled must leave nothing behind either.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await KillAsync(deadline.Token);
        _process.Dispose();
        Api.Dispose();
        try
        {
            // On a host of its own all goes with the host.
            if (_cluster is not null && _place.Host is null)
                await _cluster.RemoveAllAsync(_place.EngineGoesToo, deadline.Token);
        }
        finally
        {
            _folder.Delete(recursive: true);
        }
    }

    private void Launch(string? failpoint)
    {
        Dictionary<string, string> environment = new() { ["GANTRY_CONFIG"] = ConfigPath, ["NOTIFY_SOCKET"] = _place.NotifySocket ?? "" };
        if (failpoint is not null)
            environment[Failpoint.Variable] = failpoint;
        _process.Start(
            [
                "server", "--data-dir", DataDirectory, "--socket", SocketPath, "--engine", $"unix://{_place.EngineSocket}",
                "--api-listen", _place.ApiListen ?? $"127.0.0.1:{_ports[0]}", "--telemetry-listen", $"127.0.0.1:{_ports[1]}", "--dns-listen", "off",
                "--advertise", _place.Advertise, "--name", _place.Name,
            ],
            environment);
    }
}
