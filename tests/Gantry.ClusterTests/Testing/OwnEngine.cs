using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;

namespace Gantry.ClusterTests.Testing;

/// <summary>
/// A dockerd of the test's own beside the one of this machine: own data, own containerd, own bridge, and no hand on the
/// packet filter, which is the other one's; on a host of its own it has all of that network. It can be stopped, or killed
/// or frozen there, and started again on the same data.
/// </summary>
/// <remarks>Never <c>--bridge none</c>: dockerd then removes docker0, whosever it is.</remarks>
internal sealed class OwnEngine : IAsyncDisposable
{
    /// <summary>
    /// On a host of its own it sees what is mounted here and keeps what it mounts itself: that goes with its last process, as
    /// at a power cut. It has no /run/containerd but an empty one, for a containerd of this machine would be used by all.
    /// </summary>
    private const string OwnMounts = "mkdir -p /run/containerd && mount -t tmpfs tmpfs /run/containerd && exec \"$@\"";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder;
    private readonly string _dataRoot;
    private readonly HostNamespace? _host;
    private readonly string _bridge = "gc" + RandomNumberGenerator.GetHexString(8, lowercase: true);
    private readonly ConcurrentDictionary<string, ClusterContainer> _known = new();
    private Process? _process;
    private HeldNamespace? _mounts;

    private OwnEngine(string? dataRoot, HostNamespace? host)
    {
        _host = host;
        _folder = Directory.CreateTempSubdirectory($"{host?.Name ?? "gc"}-engine-");
        _dataRoot = dataRoot ?? Path.Combine(_folder.FullName, "data");
        Engine = new DockerEngine(EngineAddress.From($"unix://{SocketPath}", null), TimeProvider.System);
    }

    public string SocketPath => Path.Combine(_folder.FullName, "e.sock");

    public DockerEngine Engine { get; }

    public string Folder => _folder.FullName;

    /// <summary>What is mounted where it runs: what is mounted here, and on a host of its own what it mounted itself.</summary>
    public string MountsPath => $"/proc/{(_process ?? throw new InvalidOperationException("It was never started.")).Id}/mounts";

    public bool HasExited => _process is null or { HasExited: true };

    /// <summary>Dockerd, its containerd, the shims and all that runs in containers. On a host of its own only.</summary>
    public IReadOnlyList<int> Processes
    {
        get
        {
            // Asked late: a dockerd that has just begun is still where the tests are.
            int[] dockerd = _process is { HasExited: false } process ? [process.Id] : [];
            if (dockerd is [var pid])
                _mounts ??= HeldNamespace.OfMounts(pid);
            return [.. dockerd, .. HostProcesses.InNamespace("mnt", _mounts?.Id).Except(dockerd), .. HostProcesses.Under(Host.Name).Select(p => p.Pid)];
        }
    }

    private string LogPath => Path.Combine(_folder.FullName, "log");

    private string ExecRoot => Path.Combine(_folder.FullName, "exec");

    private string PidPath => Path.Combine(_folder.FullName, "pid");

    private HostNamespace Host => _host ?? throw new InvalidOperationException("This engine shares the cgroups of this machine.");

    /// <param name="dataRoot">Where it keeps images and containers; null: in a folder of its own.</param>
    /// <param name="host">Where it runs; null: in the network of this machine.</param>
    /// <param name="images">A file as <c>docker save</c> writes it, so that the ids are the same elsewhere; null: busybox, made anew.</param>
    public static async Task<OwnEngine> StartAsync(CancellationToken ct, string? dataRoot = null, HostNamespace? host = null, string? images = null)
    {
        var engine = new OwnEngine(dataRoot, host);
        try
        {
            if (host is null)
                await engine.MakeBridgeAsync(ct);
            await engine.StartAgainAsync(ct);
            if (images is not null)
            {
                await HostTool.RunAsync(ct, "docker", "-H", $"unix://{engine.SocketPath}", "load", "-q", "-i", images);
                return engine;
            }

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
        _process?.Dispose();
        _mounts?.Dispose();
        _mounts = null;

        // Through a shell that becomes dockerd: a pipe that nobody reads would stop it.
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", LogPath, .. Enter(), "dockerd", .. Flags()]))
            ?? throw new InvalidOperationException("dockerd did not start.");
        await Eventually.HoldsAsync(AnswersAsync, Patience, () => File.ReadAllTextAsync(LogPath, ct), ct);
        if (_host is not null)
            _mounts = HeldNamespace.OfMounts(_process.Id);
    }

    /// <summary>As <c>systemctl stop docker</c>: its containers end with it.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (_process is not { HasExited: false } process)
            return;
        await HostTool.RunAsync(ct, "kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync(ct);
    }

    /// <summary><c>kill -9</c> of the engine with all its containers. On a host of its own only.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        await HostProcesses.EndAsync(() => Processes, ct);
        if (_process is not null)
            await _process.WaitForExitAsync(ct);
        _mounts?.Dispose();
        _mounts = null;

        // What a machine has in /run: the next dockerd would wait for the containerd that this tells of.
        if (Directory.Exists(ExecRoot))
            Directory.Delete(ExecRoot, recursive: true);
        File.Delete(PidPath);
        File.Delete(SocketPath);
    }

    /// <summary>It takes calls and answers none; its containers run on.</summary>
    public void Freeze() => Signal(HostProcesses.Stop);

    public void Thaw() => Signal(HostProcesses.Continue);

    /// <returns>The ids of all containers that run, whether the engine answers or not. On a host of its own only.</returns>
    public IReadOnlyList<string> RunningIds() => [.. HostProcesses.Under(Host.Name).Select(p => p.Container).Distinct()];

    /// <returns>Those of clusters.</returns>
    public IReadOnlyList<ClusterContainer> Running() => [.. RunningIds().Select(Known).OfType<ClusterContainer>()];

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        if (_host is null)
            await StopAsync(deadline.Token);
        else
            await KillAsync(deadline.Token);
        _process?.Dispose();
        Engine.Dispose();
        foreach (var mount in (await File.ReadAllLinesAsync("/proc/mounts", deadline.Token)).Select(l => l.Split(' ')[1]).Where(m => m.StartsWith(_folder.FullName, StringComparison.Ordinal)).OrderDescending())
            await HostTool.RunAsync(deadline.Token, "umount", "-l", mount);
        if (_host is null)
            await HostTool.TryRunAsync(deadline.Token, "ip", "link", "del", _bridge);
        else
            RemoveCgroups(_host.Name);
        _folder.Delete(recursive: true);
    }

    private ClusterContainer? Known(string id)
    {
        // Read once: what a container is for never changes, and samplers ask five times a second.
        if (!_known.TryGetValue(id, out var container) && ClusterContainer.FromFile(id, Path.Combine(_dataRoot, "containers", id, "config.v2.json")) is { } read)
            container = _known[id] = read;
        return container;
    }

    private static void RemoveCgroups(string name)
    {
        // Version 1 has one for each controller, version 2 one.
        var roots = Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(hierarchy => Path.Combine(hierarchy, name)).Where(Directory.Exists);
        foreach (var cgroup in roots.SelectMany(root => Directory.GetDirectories(root, "*", SearchOption.AllDirectories).Append(root)).OrderByDescending(c => c.Length))
        {
            if (Directory.Exists(cgroup))
                Directory.Delete(cgroup);
        }
    }

    private async Task MakeBridgeAsync(CancellationToken ct)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"172.29.{RandomNumberGenerator.GetInt32(256)}.{16 * RandomNumberGenerator.GetInt32(16) + 1}/28");
        await HostTool.RunAsync(ct, "ip", "link", "add", _bridge, "type", "bridge");
        await HostTool.RunAsync(ct, "ip", "address", "add", address, "dev", _bridge);
        await HostTool.RunAsync(ct, "ip", "link", "set", _bridge, "up");
    }

    private string[] Enter() => _host is null ? [] : [.. _host.Enter, "unshare", "--mount", "--propagation", "slave", "sh", "-c", OwnMounts, "sh"];

    private string[] Flags() =>
    [
        "--data-root", _dataRoot, "--exec-root", ExecRoot, "--pidfile", PidPath, "-H", $"unix://{SocketPath}",
        .. _host is null
            ? (string[])["--bridge", _bridge, "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"]
            : ["--cgroup-parent", $"/{_host.Name}", "--exec-opt", "native.cgroupdriver=cgroupfs"],
    ];

    private void Signal(int signal) => HostProcesses.Signal(signal, _process is { HasExited: false } process ? [process.Id] : []);

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
