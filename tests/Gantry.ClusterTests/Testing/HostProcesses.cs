using System.Globalization;
using System.Runtime.InteropServices;

namespace Gantry.ClusterTests.Testing;

/// <summary>Who runs where, as /proc tells it: an engine that hangs or is dead cannot be asked.</summary>
internal static class HostProcesses
{
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;

    // Version 1 has one for each controller, and an engine makes the same folders in all; version 2 has one.
    private static readonly string Hierarchy = Directory.Exists("/sys/fs/cgroup/pids") ? "/sys/fs/cgroup/pids" : "/sys/fs/cgroup";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="kind"><c>net</c> or <c>mnt</c>.</param>
    /// <param name="id">As the link has it; null: nobody is meant.</param>
    /// <returns>Never a process of the namespace that the tests themselves live in.</returns>
    public static IReadOnlyList<int> InNamespace(string kind, string? id) =>
        id is null || id == NamespaceOf(kind, Environment.ProcessId) ? [] : [.. All().Where(pid => NamespaceOf(kind, pid) == id)];

    /// <returns>Null when it is gone.</returns>
    public static string? NamespaceOf(string kind, int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <returns>For each process in a cgroup under this one, which: with an engine, the id of its container.</returns>
    public static IReadOnlyList<(int Pid, string Container)> Under(string cgroup)
    {
        var found = new List<(int, string)>();
        foreach (var container in Containers(Path.Combine(Hierarchy, cgroup)))
            found.AddRange(Lines(Path.Combine(container, "cgroup.procs")).Select(pid => (int.Parse(pid, CultureInfo.InvariantCulture), Path.GetFileName(container))));
        return found;
    }

    /// <summary><c>kill -9</c> until there is nobody: one that is starting just now is not in the first list.</summary>
    public static Task EndAsync(Func<IReadOnlyList<int>> who, CancellationToken ct) => Eventually.HoldsAsync(
        _ =>
        {
            var pids = who();
            Signal(Kill, pids);
            return Task.FromResult(pids.Count == 0);
        },
        Patience, () => Task.FromResult($"processes {string.Join(", ", who())} are gone"), ct);

    /// <summary>At once, for a number that was looked up may be another process's soon. Some may have gone by themselves.</summary>
    public static void Signal(int signal, IReadOnlyList<int> pids)
    {
        foreach (var pid in pids)
            _ = Send(pid, signal);
    }

    private static IEnumerable<int> All() => new DirectoryInfo("/proc").EnumerateDirectories()
        .Select(d => int.TryParse(d.Name, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    private static string[] Containers(string parent)
    {
        try
        {
            return Directory.GetDirectories(parent);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            // Removed meanwhile.
            return [];
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int pid, int signal);
}
