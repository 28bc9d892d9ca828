using System.IO.Compression;

namespace Gantry.Doctor;

/// <summary>What the kernel tells of itself, in whichever of its places it does.</summary>
internal static class KernelProbe
{
    // Of a user who is not root, PATH has no sbin.
    private static readonly string[] ToolFolders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin"];

    public static async Task<KernelFacts> ReadAsync(CancellationToken ct)
    {
        var release = (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", ct)).Trim();
        var config = await ConfigAsync(release, ct);
        var modules = await ModulesAsync(release, ct);
        return new KernelFacts(
            release,
            KernelCheck.Features.ToDictionary(f => f, f => Has(f, config, modules)),
            await ReadOrNullAsync("/proc/sys/net/ipv4/ip_forward", ct) is "1",
            HasTool("nft"),
            HasTool("iptables"));
    }

    private static bool? Has(string feature, IReadOnlySet<string>? config, IReadOnlySet<string>? modules)
    {
        if (Directory.Exists($"/sys/module/{feature}") || IsSeen(feature) || config?.Contains(OptionOf(feature)) == true || modules?.Contains(feature) == true)
            return true;
        return config is null && modules is null ? null : false;
    }

    private static bool IsSeen(string feature) => feature switch
    {
        "overlay" => File.ReadLines("/proc/filesystems").Any(l => l.EndsWith("\toverlay", StringComparison.Ordinal)),
        "br_netfilter" => Directory.Exists("/proc/sys/net/bridge"),
        "tun" => File.Exists("/dev/net/tun"),
        _ => false,
    };

    private static string OptionOf(string feature) => feature switch
    {
        "overlay" => "OVERLAY_FS",
        "br_netfilter" => "BRIDGE_NETFILTER",
        _ => feature.ToUpperInvariant(),
    };

    /// <returns>Options that are built in; null: the kernel's configuration is nowhere.</returns>
    private static async Task<IReadOnlySet<string>?> ConfigAsync(string release, CancellationToken ct)
    {
        var text = await UnzippedOrNullAsync("/proc/config.gz", ct) ?? await ReadOrNullAsync($"/boot/config-{release}", ct);
        return text?.Split('\n')
            .Where(l => l.StartsWith("CONFIG_", StringComparison.Ordinal) && l.EndsWith("=y", StringComparison.Ordinal))
            .Select(l => l["CONFIG_".Length..^2]).ToHashSet();
    }

    /// <returns>Modules that are built in or can be loaded; null: there is no list of them.</returns>
    private static async Task<IReadOnlySet<string>?> ModulesAsync(string release, CancellationToken ct)
    {
        var files = new[] { "modules.builtin", "modules.dep" };
        var texts = await Task.WhenAll(files.Select(f => ReadOrNullAsync($"/lib/modules/{release}/{f}", ct)));
        return texts.All(t => t is null)
            ? null
            : texts.OfType<string>().SelectMany(t => t.Split('\n'))
                .Select(l => Path.GetFileName(l.Split(':')[0]).Split(".ko")[0].Replace('-', '_')).ToHashSet();
    }

    private static bool HasTool(string name) =>
        ToolFolders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).Any(f => File.Exists(Path.Combine(f, name)));

    private static async Task<string?> UnzippedOrNullAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var reader = new StreamReader(zipped);
            return await reader.ReadToEndAsync(ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static async Task<string?> ReadOrNullAsync(string path, CancellationToken ct)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, ct)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
