using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>Whether limits of memory, CPU and processes hold. Pure.</summary>
internal static class CgroupCheck
{
    private static readonly string[] Needed = ["cpu", "memory", "pids"];

    public static CheckItem Of(CgroupFacts cgroups)
    {
        if (cgroups.Version is not { } version)
            return CheckItem.Fail("cgroup", "No cgroups are mounted.", "mount -t cgroup2 none /sys/fs/cgroup, and restart the engine.");
        var missing = Needed.Except(cgroups.Controllers).ToList();
        if (missing.Count > 0)
        {
            var fix = missing.Contains("memory")
                ? "Add cgroup_enable=memory swapaccount=1 to the kernel's command line, and boot."
                : "Use a kernel that has them, or mount them where the distribution left them out.";
            return CheckItem.Fail("cgroup", $"Version {version} without {string.Join(", ", missing)}: such limits of tasks would not hold.", fix);
        }

        return version == 1
            ? CheckItem.Warn("cgroup", "Version 1: newer engines give it up.", "Boot with systemd.unified_cgroup_hierarchy=1, when there is a good time for it.")
            : CheckItem.Pass("cgroup", "version 2, with cpu, memory and pids");
    }
}
