namespace Gantry.Worker.Docker.Usage;

/// <summary>Where the kernel's control groups are mounted: version 1 has a tree a controller, version 2 one for all.</summary>
/// <param name="Controllers">Folder of each version 1 controller.</param>
/// <param name="Unified">Folder of the version 2 tree; on hybrid machines it is there and counts nothing.</param>
internal sealed record CgroupMounts(IReadOnlyDictionary<string, string> Controllers, string? Unified)
{
    /// <summary>Reads <c>/proc/self/mountinfo</c>. Pure.</summary>
    public static CgroupMounts Parse(IEnumerable<string> mountInfo)
    {
        var controllers = new Dictionary<string, string>();
        string? unified = null;
        foreach (var line in mountInfo)
        {
            // 35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            var halves = line.Split(" - ", 2);
            if (halves.Length < 2 || halves[0].Split(' ') is not { Length: > 4 } left || halves[1].Split(' ') is not { Length: > 2 } right)
                continue;
            if (right[0] == "cgroup2")
                unified ??= left[4];
            else if (right[0] == "cgroup")
                Array.ForEach(right[2].Split(','), option => controllers.TryAdd(option, left[4]));
        }

        return new CgroupMounts(controllers, unified);
    }
}
