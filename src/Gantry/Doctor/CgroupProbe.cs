namespace Gantry.Doctor;

/// <summary>Which cgroups are mounted here.</summary>
internal static class CgroupProbe
{
    private const string Root = "/sys/fs/cgroup";

    public static CgroupFacts Read()
    {
        var mounts = File.ReadLines("/proc/mounts").Select(l => l.Split(' ')).Where(w => w.Length > 3).ToList();
        if (mounts.Any(m => m[1] == Root && m[2] == "cgroup2"))
            return new CgroupFacts(2, File.ReadAllText($"{Root}/cgroup.controllers").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var controllers = mounts.Where(m => m[2] == "cgroup").SelectMany(m => m[3].Split(',')).Distinct().ToList();
        return controllers.Count == 0 ? new CgroupFacts(null, []) : new CgroupFacts(1, controllers);
    }
}
