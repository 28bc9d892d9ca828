using System.Globalization;

namespace Gantry.Worker.Docker.Usage;

/// <summary>
/// Reads usage from the control group files, version 1 and 2. The engine's own call samples for a second first, which
/// adds up on a node with hundreds of containers; these files answer in microseconds.
/// </summary>
/// <param name="procFolder"><c>/proc</c>, or a tree made for a test.</param>
internal sealed class ContainerUsageReader(string procFolder)
{
    // What version 1 writes for "no limit": the largest multiple of the page size.
    private const long NoLimit = long.MaxValue - 0xFFFF;

    private readonly CgroupMounts _mounts = CgroupMounts.Parse(File.ReadLines(Path.Combine(procFolder, "self", "mountinfo")));

    /// <param name="pid">Of the container's first process, from inspect.</param>
    /// <param name="containerId">The whole id. It guards against a pid that another process has taken since.</param>
    /// <returns>Null when that process is not the container's (any more).</returns>
    public ContainerUsage? Read(int pid, string containerId)
    {
        try
        {
            var groups = File.ReadAllLines(Path.Combine(procFolder, pid.ToString(CultureInfo.InvariantCulture), "cgroup"));
            if (Folder(groups, "memory", containerId) is not var (memory, isUnified)
                || Folder(groups, "cpuacct", containerId) is not var (cpu, _)
                || Folder(groups, "pids", containerId) is not var (pids, _))
            {
                return null;
            }

            var count = Number(pids, "pids.current");
            return isUnified
                ? new ContainerUsage(
                    Field(cpu, "cpu.stat", "usage_usec") * 1000,
                    WorkingSet(Number(memory, "memory.current"), Field(memory, "memory.stat", "inactive_file")),
                    Number(memory, "memory.max"),
                    count,
                    Field(memory, "memory.events", "oom_kill"))
                : new ContainerUsage(
                    Number(cpu, "cpuacct.usage"),
                    WorkingSet(Number(memory, "memory.usage_in_bytes"), Field(memory, "memory.stat", "total_inactive_file")),
                    Number(memory, "memory.limit_in_bytes") is < NoLimit and var limit ? limit : null,
                    count,
                    Field(memory, "memory.oom_control", "oom_kill"));
        }
        catch (IOException)
        {
            // It ended between two of the files. Sysfs words that as missing file, missing folder or "no such device".
            return null;
        }
    }

    // A container may have groups of its own below the one that the engine made: an init system inside moves itself to
    // one. The engine's is the one that carries the container's id.
    private (string Folder, bool IsUnified)? Folder(string[] groups, string controller, string containerId)
    {
        string? unified = null;
        foreach (var line in groups)
        {
            if (line.Split(':', 3) is not [_, var controllers, var path] || Cut(path, containerId) is not { } own)
                continue;
            if (_mounts.Controllers.TryGetValue(controller, out var mount) && controllers.Split(',').Contains(controller))
                return (mount + own, IsUnified: false);
            if (controllers.Length == 0 && _mounts.Unified is { } root)
                unified = root + own;
        }

        return unified is null ? null : (unified, IsUnified: true);
    }

    private static string? Cut(string path, string containerId)
    {
        var at = path.IndexOf(containerId, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var end = path.IndexOf('/', at);
        return end < 0 ? path : path[..end];
    }

    private static long? WorkingSet(long? usage, long? inactiveFile) =>
        usage is { } all ? Math.Max(0, all - (inactiveFile ?? 0)) : null;

    /// <returns>Null when the file is missing or says <c>max</c>.</returns>
    private static long? Number(string folder, string file) =>
        Text(folder, file) is { } text && long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static long? Field(string folder, string file, string field)
    {
        foreach (var line in (Text(folder, file) ?? "").Split('\n'))
        {
            if (line.Split(' ') is [var name, var value] && name == field)
                return long.Parse(value, CultureInfo.InvariantCulture);
        }

        return null;
    }

    private static string? Text(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }
}
