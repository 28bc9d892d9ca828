using System.Security.Cryptography;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Testing;

/// <summary>A network of its own, as another machine has: ports and packet rules in it meet nobody else's.</summary>
internal sealed class HostNamespace : IAsyncDisposable
{
    /// <summary>What all names of this run of the tests begin with.</summary>
    public static readonly string Prefix = "gc" + RandomNumberGenerator.GetHexString(4, lowercase: true);

    // Null once it is deleted: the number may be another's then.
    private string? _network;

    private HostNamespace()
    {
    }

    /// <summary>A name that nobody else on this machine has: also of the folder and the cgroups of an engine there.</summary>
    public string Name { get; } = Prefix + RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>What stands before a command that is to run in there. Not `ip netns exec`, which mounts /sys anew, without the cgroups that an engine needs.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", $"--net=/run/netns/{Name}"];

    /// <summary>Everybody whose network it is: engine and gantry, and no container that has one of its own.</summary>
    public IReadOnlyList<int> Processes => HostProcesses.InNamespace("net", _network);

    public static async Task<HostNamespace> CreateAsync(CancellationToken ct)
    {
        var host = new HostNamespace();
        try
        {
            await host.AddAsync(ct);
            return host;
        }
        catch
        {
            await HostTool.TryRunAsync(CancellationToken.None, "ip", "netns", "delete", host.Name);
            throw;
        }
    }

    public Task<string> RunAsync(CancellationToken ct, params string[] command) => HostTool.RunAsync(ct, [.. Enter, .. command]);

    /// <summary>As a machine that was off and on again: no interface, no rule, no socket of before. Nobody may live in it.</summary>
    public async Task RenewAsync(CancellationToken ct)
    {
        await DisposeAsync();
        await AddAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        _network = null;
        await HostTool.RunAsync(CancellationToken.None, "ip", "netns", "delete", Name);
    }

    private async Task AddAsync(CancellationToken ct)
    {
        await HostTool.RunAsync(ct, "ip", "netns", "add", Name);
        await HostTool.RunAsync(ct, "ip", "-n", Name, "link", "set", "lo", "up");
        _network = await RunAsync(ct, "readlink", "/proc/self/ns/net");
    }
}
