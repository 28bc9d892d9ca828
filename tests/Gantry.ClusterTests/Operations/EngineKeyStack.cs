using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Tests.Compose.EngineKeys;

namespace Gantry.ClusterTests.Operations;

/// <summary>All rows in one file, deployed once, and what is seen of them.</summary>
public sealed class EngineKeyStack(LocalEngine engine) : IAsyncLifetime
{
    private const string Between = "@@@";

    private readonly string _stack = RandomStack.Named("keys");
    private readonly Dictionary<EngineRow, string> _seen = [];
    private readonly Dictionary<string, string> _chosen = [];
    private ServerProcess? _server;
    private OneNameServer? _resolver;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("Not started yet.");

    internal static IReadOnlyList<EngineRow> Rows { get; } = [.. EngineRows.All.Where(r => IsMet(r.Needs))];

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(engine, Ct);

        // The one address of this machine that no other test's server answers questions on.
        // Asked of the kernel: an engine that has just made the bridge does not tell its own address.
        var bridge = (await HostTool.RunAsync(Ct, "ip", "-o", "-4", "addr", "show", "docker0")).Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries)[3];
        _resolver = new OneNameServer(IPAddress.Parse(bridge), "far.example.test", IPAddress.Parse("10.9.8.7"));
        await ChooseAsync(bridge);
        var files = await WriteAsync();
        (await RunAsync(["deploy", _stack, "--yes", .. files.SelectMany(f => new[] { "-f", f })])).Expect(0);
        await LookAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_resolver is not null)
            await _resolver.DisposeAsync();
        await HostTool.TryRunAsync(CancellationToken.None, "docker", "network", "rm", $"{_stack}-there");
        await HostTool.TryRunAsync(CancellationToken.None, "docker", "volume", "rm", $"{_stack}-there");
    }

    internal string SeenOf(EngineRow row) => _seen[row];

    /// <summary>What stands in a row, as it is in this run.</summary>
    internal string Chosen(string text) => _chosen.Aggregate(text, (t, c) => t.Replace(c.Key, c.Value, StringComparison.Ordinal));

    /// <summary>A compose file of these rows.</summary>
    internal string TextOf(IEnumerable<KeyRow> rows)
    {
        var services = rows.Select(r => r.Service).Distinct().Select(s => $"  {s}: {{image: busybox:1.36, command: [sleep, '3600'], stop_signal: SIGKILL}}\n");
        return Chosen(string.Join("---\n", rows.SelectMany(r => r.Documents).Prepend($"services:\n{string.Concat(services)}")));
    }

    internal Task<CommandOutcome> RunAsync(params string[] args) => RunLocallyAsync([.. args, "--host", $"unix://{Server.SocketPath}"]);

    /// <summary>A command that asks no server.</summary>
    internal Task<CommandOutcome> RunLocallyAsync(params string[] args) => new GantryCommand(Server.Folder).RunAsync(Ct, args);

    internal static bool IsMet(EngineNeed need) => need switch
    {
        EngineNeed.Nothing => true,
        EngineNeed.FirstCgroups => !File.Exists("/sys/fs/cgroup/cgroup.controllers"),
        EngineNeed.EveryCapability => EngineMayAll(),
        EngineNeed.FewerCapabilities => !EngineMayAll(),
        _ => throw new ArgumentOutOfRangeException(nameof(need), need, "No such need."),
    };

    // The engine is taken to have what this process has.
    private static bool EngineMayAll()
    {
        var last = int.Parse(File.ReadAllText("/proc/sys/kernel/cap_last_cap"), CultureInfo.InvariantCulture);
        var held = File.ReadLines("/proc/self/status").First(l => l.StartsWith("CapBnd:", StringComparison.Ordinal))["CapBnd:".Length..].Trim();
        return ulong.Parse(held, NumberStyles.HexNumber, CultureInfo.InvariantCulture) == (2UL << last) - 1;
    }

    private async Task ChooseAsync(string bridge)
    {
        var random = RandomNumberGenerator.GetBytes(3);
        var disk = Directory.GetDirectories("/sys/block").Select(d => $"/dev/{Path.GetFileName(d)}").Order(StringComparer.Ordinal).First(File.Exists);
        await HostTool.RunAsync(Ct, "docker", "network", "create", $"{_stack}-there");
        await HostTool.RunAsync(Ct, "docker", "volume", "create", $"{_stack}-there");
        _chosen["@STACK"] = _stack;
        _chosen["@FOLDER"] = Server.Folder;
        _chosen["@DISK"] = disk;
        _chosen["@BRIDGE"] = bridge;
        _chosen["@NET"] = $"10.{random[0] / 2}.{random[1]}";

        // Nobody else's port on this machine, whatever its number.
        _chosen["@IP"] = $"127.{random[0]}.{random[1]}.{(random[2] / 2) + 2}";
    }

    /// <returns>The compose files.</returns>
    private async Task<List<string>> WriteAsync()
    {
        await FileAsync("app.env", "FROM_FILE=\"from the file\"\n");
        await FileAsync("raw.env", "RAW=\"$X\"\n");
        await FileAsync("app.labels", "from.file=yes\n");
        Directory.CreateDirectory(Path.Combine(Server.Folder, "made"));
        await FileAsync("made/witness", "");

        // A file may not have as many documents as there are rows.
        var files = new List<string>();
        foreach (var service in Rows.GroupBy(r => r.Service))
        {
            files.Add($"{service.Key}.yaml");
            await FileAsync(files[^1], TextOf(service));
        }

        return files;
    }

    internal Task FileAsync(string path, string text) => File.WriteAllTextAsync(Path.Combine(Server.Folder, path), text, Ct);

    // One call of docker for all rows of a container: each takes longer than what it asks for.
    private async Task LookAsync()
    {
        var containers = (await Server.Cluster.RunningAsync(_stack, Ct)).Where(c => c.Slot.EndsWith(".1", StringComparison.Ordinal)).ToDictionary(c => c.Slot[(_stack.Length + 1)..^2], c => c.Id);
        foreach (var group in Rows.GroupBy(r => (Place: PlaceOf(r), Kind: r.Looked[0] is '{' or '!' ? r.Looked[0] : '$')))
        {
            var looks = group.Select(r => Chosen(r.Looked)).ToList();
            var container = containers[group.Key.Place];
            var seen = group.Key.Kind is '{'
                ? await HostTool.RunAsync(Ct, "docker", "inspect", "--format", string.Join($"\n{Between}\n", looks), container)
                : await ShellAsync(looks, group.Key.Kind is '!' ? ["env", $"C={container}", "bash", "-c"] : ["docker", "exec", container, "sh", "-c"]);
            foreach (var (row, text) in group.Zip(seen.Split(Between)))
                _seen[row] = text.Trim();
        }
    }

    // Whose container: of the row's own service, unless another's is named before the $.
    private static string PlaceOf(EngineRow row) =>
        row.Looked[0] is not ('{' or '!' or '$') ? row.Looked[..row.Looked.IndexOf('$', StringComparison.Ordinal)] : row.Service;

    private static async Task<string> ShellAsync(IEnumerable<string> looks, string[] shell)
    {
        var script = new StringBuilder();
        foreach (var look in looks)
            script.AppendLine($"( {look[(look.IndexOf(' ', StringComparison.Ordinal) + 1)..]}\n) 2>&1; echo; echo {Between}");
        return await HostTool.RunAsync(Ct, [.. shell, script.Append("true").ToString()]);
    }
}
