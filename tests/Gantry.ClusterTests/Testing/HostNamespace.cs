using System.Security.Cryptography;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Testing;

/// <summary>A network of its own, as another machine has: ports and packet rules in it meet nobody else's.</summary>
internal sealed class HostNamespace : IAsyncDisposable
{
    private readonly string _name = "gc" + RandomNumberGenerator.GetHexString(8, lowercase: true);

    private HostNamespace()
    {
    }

    /// <summary>What stands before a command that is to run in there. Not `ip netns exec`, which mounts /sys anew, without the cgroups that an engine needs.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", $"--net=/run/netns/{_name}"];

    public static async Task<HostNamespace> CreateAsync(CancellationToken ct)
    {
        var host = new HostNamespace();
        await HostTool.RunAsync(ct, "ip", "netns", "add", host._name);
        await HostTool.RunAsync(ct, "ip", "-n", host._name, "link", "set", "lo", "up");
        return host;
    }

    public Task<string> RunAsync(CancellationToken ct, params string[] command) => HostTool.RunAsync(ct, [.. Enter, .. command]);

    public async ValueTask DisposeAsync() => await HostTool.RunAsync(CancellationToken.None, "ip", "netns", "delete", _name);
}
