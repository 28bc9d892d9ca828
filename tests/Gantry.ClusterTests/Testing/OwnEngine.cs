using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;

namespace Gantry.ClusterTests.Testing;

/// <summary>
/// A dockerd of the test's own beside the one of this machine: own data, own containerd, own bridge, and no hand on the
/// packet filter, which is the other one's; in a namespace of its own it has all of that network. It can be stopped and
/// started again on the same data.
/// </summary>
/// <remarks>Never <c>--bridge none</c>: dockerd then removes docker0, whosever it is.</remarks>
internal sealed class OwnEngine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gc-engine-");
    private readonly string _dataRoot;
    private readonly HostNamespace? _host;
    private readonly string _bridge = "gc" + RandomNumberGenerator.GetHexString(8, lowercase: true);
    private Process? _process;

    private OwnEngine(string? dataRoot, HostNamespace? host)
    {
        _host = host;
        _dataRoot = dataRoot ?? Path.Combine(_folder.FullName, "data");
        Engine = new DockerEngine(EngineAddress.From($"unix://{SocketPath}", null), TimeProvider.System);
    }

    public string SocketPath => Path.Combine(_folder.FullName, "e.sock");

    public DockerEngine Engine { get; }

    public string Folder => _folder.FullName;

    private string LogPath => Path.Combine(_folder.FullName, "log");

    private string ExecRoot => Path.Combine(_folder.FullName, "exec");

    /// <param name="dataRoot">Where it keeps images and containers; null: in a folder of its own.</param>
    /// <param name="host">Where it runs; null: in the network of this machine.</param>
    public static async Task<OwnEngine> StartAsync(CancellationToken ct, string? dataRoot = null, HostNamespace? host = null)
    {
        var engine = new OwnEngine(dataRoot, host);
        try
        {
            if (host is null)
                await engine.MakeBridgeAsync(ct);
            await engine.StartAgainAsync(ct);
            await using var tar = await BusyboxTar.CreateAsync(ct);
            await engine.Engine.Images.ImportAsync(tar, "busybox", "1.36", ["CMD [\"sh\"]"], ct);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgainAsync(CancellationToken ct)
    {
        // Through a shell that becomes dockerd: a pipe that nobody reads would stop it.
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", LogPath, .. _host?.Enter ?? [], "dockerd", .. Flags()]))
            ?? throw new InvalidOperationException("dockerd did not start.");
        await Eventually.HoldsAsync(AnswersAsync, Patience, () => File.ReadAllTextAsync(LogPath, ct), ct);
    }

    /// <summary>As <c>systemctl stop docker</c>: its containers end with it.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (_process is not { HasExited: false } process)
            return;
        await HostTool.RunAsync(ct, "kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await StopAsync(deadline.Token);
        _process?.Dispose();
        Engine.Dispose();
        foreach (var mount in (await File.ReadAllLinesAsync("/proc/mounts", deadline.Token)).Select(l => l.Split(' ')[1]).Where(m => m.StartsWith(_folder.FullName, StringComparison.Ordinal)).OrderDescending())
            await HostTool.RunAsync(deadline.Token, "umount", "-l", mount);
        if (_host is null)
            await HostTool.TryRunAsync(deadline.Token, "ip", "link", "del", _bridge);
        _folder.Delete(recursive: true);
    }

    private async Task MakeBridgeAsync(CancellationToken ct)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"172.29.{RandomNumberGenerator.GetInt32(256)}.{16 * RandomNumberGenerator.GetInt32(16) + 1}/28");
        await HostTool.RunAsync(ct, "ip", "link", "add", _bridge, "type", "bridge");
        await HostTool.RunAsync(ct, "ip", "address", "add", address, "dev", _bridge);
        await HostTool.RunAsync(ct, "ip", "link", "set", _bridge, "up");
    }

    private string[] Flags() =>
    [
        "--data-root", _dataRoot, "--exec-root", ExecRoot, "--pidfile", Path.Combine(_folder.FullName, "pid"), "-H", $"unix://{SocketPath}",
        .. _host is null ? (string[])["--bridge", _bridge, "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"] : [],
    ];

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        if (_process is not { HasExited: false })
            Assert.Fail($"dockerd ended where it should answer.\n{await File.ReadAllTextAsync(LogPath, ct)}");
        try
        {
            await Engine.PingAsync(ct);
            return true;
        }
        catch (EngineException)
        {
            return false;
        }
    }
}
