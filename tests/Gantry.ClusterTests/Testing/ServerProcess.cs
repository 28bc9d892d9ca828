using System.Diagnostics;
using System.Globalization;
using System.Text;
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
    private readonly StringBuilder _log = new();
    private readonly IReadOnlyList<int> _ports = Ports.Free(2);
    private Process? _process;
    private ClusterOnEngine? _cluster;

    private ServerProcess(ServerPlace place)
    {
        _place = place;
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
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public bool HasExited => _process is null or { HasExited: true };

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
    public async Task KillAsync(CancellationToken ct)
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Kill();
        await process.WaitForExitAsync(ct);
    }

    /// <returns>The exit code, and how long it took to go.</returns>
    public async Task<(int ExitCode, TimeSpan After)> TerminateAsync(CancellationToken ct)
    {
        var process = _process ?? throw new InvalidOperationException("It was never started.");
        var start = TimeProvider.System.GetTimestamp();
        await HostTool.RunAsync(ct, "kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, TimeProvider.System.GetElapsedTime(start));
    }

    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync(CancellationToken ct)
    {
        var process = _process ?? throw new InvalidOperationException("It was never started.");
        await process.WaitForExitAsync(ct).WaitAsync(Patience, TimeProvider.System, ct);
        return process.ExitCode;
    }

    /// <returns>Null while it does not answer.</returns>
    public async Task<SystemItem?> TrySystemAsync(CancellationToken ct)
    {
        if (HasExited)
            Assert.Fail($"The server ended with exit code {_process?.ExitCode} where it should answer.\n{Log}");
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
        _process?.Dispose();
        Api.Dispose();
        try
        {
            if (_cluster is not null)
                await _cluster.RemoveAllAsync(_place.EngineGoesToo, deadline.Token);
        }
        finally
        {
            _folder.Delete(recursive: true);
        }
    }

    private void Launch(string? failpoint)
    {
        if (!HasExited)
            throw new InvalidOperationException("It runs already.");
        IReadOnlyList<string> program = [.. _place.Host?.Enter ?? [], GantryBinary.Path];
        var start = new ProcessStartInfo(program[0],
        [
            .. program.Skip(1), "server", "--data-dir", DataDirectory, "--socket", SocketPath, "--engine", $"unix://{_place.EngineSocket}",
            "--api-listen", $"127.0.0.1:{_ports[0]}", "--telemetry-listen", $"127.0.0.1:{_ports[1]}", "--dns-listen", "off",
            "--advertise", _place.Advertise, "--name", "here",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _place.WorkingDirectory ?? "",
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GANTRY_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["GANTRY_CONFIG"] = ConfigPath;
        start.Environment["NOTIFY_SOCKET"] = _place.NotifySocket ?? "";
        if (failpoint is not null)
            start.Environment[Failpoint.Variable] = failpoint;

        _process?.Dispose();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Remember(line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Remember(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.AppendLine(line);
    }
}
