using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Hosts;

/// <summary>All that bears the name of a host of this run: what there is before and after something.</summary>
internal static class HostTraces
{
    public static IReadOnlyList<string> All() =>
    [
        .. Named("/run/netns"),
        .. Named(Path.GetTempPath()),
        .. Directory.GetDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup").SelectMany(Named),
        .. File.ReadLines("/proc/mounts").Where(IsOurs),
        .. Processes(),
    ];

    private static IEnumerable<string> Named(string folder) => Directory.GetFileSystemEntries(folder, $"{HostNamespace.Prefix}*").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Processes()
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])).Order(StringComparer.Ordinal))
        {
            // One without words has ended, and waits for whoever inherited it.
            if (Read(Path.Combine(process, "cmdline")) is { Length: > 0 } words && (IsOurs(words) || IsOurs(Read(Path.Combine(process, "cgroup")))))
                yield return $"{process} {words.Replace('\0', ' ')}";
        }
    }

    private static bool IsOurs(string text) => text.Contains(HostNamespace.Prefix, StringComparison.Ordinal);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
