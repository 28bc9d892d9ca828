using System.Text.RegularExpressions;
using Gantry.Manager.State;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>
/// What helps a task whose container the engine could not make or start, told by the engine's own words: it has no codes for
/// them. Pure.
/// </summary>
internal static partial class EngineAdvice
{
    // First the engine's words, of 20.10 and later ones; then what to do. {0} is the service, {1} its node.
    private static readonly (Regex Words, string Advice)[] Known =
    [
        (Capabilities(), "Node {1} may not give all capabilities that {0} asks for, as in a virtual server or sandbox that lacks some itself: "
            + "remove privileged, keep in cap_add what it needs and the node has, or run {0} on another node with deploy.placement.constraints."),
        (Runtime(), "The engine of {1} has no runtime of that name: add it to \"runtimes\" in its daemon.json and restart it, or correct runtime of {0}."),
        (DeviceDriver(), "The engine of {1} has no driver for what {0} asks for with gpus or reservations.devices. For NVIDIA install the NVIDIA Container Toolkit "
            + "there and restart the engine; or run {0} where there is one with deploy.placement.constraints."),
        (BindSource(), "Make that path on {1}; or write bind: {{create_host_path: true}} at the mount, for an empty folder; or run {0} where it is with deploy.placement.constraints."),
        (Device(), "Node {1} has no such device: correct devices of {0}, or run it where the device is with deploy.placement.constraints."),
        (CapabilityName(), "Correct cap_add and cap_drop of {0}: man 7 capabilities lists their names."),
        (LogDriver(), "The engine of {1} has no such log driver: correct logging.driver of {0}, or install the plugin there (docker plugin install)."),
        (VolumeDriver(), "The engine of {1} has no such volume driver: correct driver of the volumes of {0}, or install the plugin there (docker plugin install)."),
        (CpuSet(), "Correct cpuset of {0}: {1} has no such CPU."),
        (CpuCount(), "Correct cpus or deploy.resources.limits.cpus of {0}: {1} has fewer."),
        (LeastMemory(), "Raise mem_limit or deploy.resources.limits.memory of {0}."),
        (User(), "The image has no such user or group: correct user or group_add of {0}, or write the number."),
        (Rlimit(), "Lower ulimits of {0}: the engine of {1} may not raise them so far."),
        (Sysctl(), "Correct sysctls of {0}: the kernel of {1} has no such setting, or none for a container."),
        (StorageOption(), "Remove storage_opt of {0}, or keep the engine's data on {1} where it works: overlay2 on XFS mounted with pquota."),
        (FileForFolder(), "One side of a mount of {0} is a file and the other a folder: correct the path on {1} or the target."),
        (NoCommand(), "Its command is not in the image: check command and entrypoint of {0}."),
        (NotExecutable(), "Its command cannot be executed: check command and entrypoint of {0}, and the file's permission in the image."),
    ];

    /// <returns>Null: it ran, or nothing is known about these words.</returns>
    public static string? For(Snapshot state, ServiceTask ended)
    {
        if (ended.Observed is not { ExitCode: null, StartedAt: null, Message: { Length: > 0 } message })
            return null;
        var node = ended.NodeId is { } id ? state.Find(id)?.Name ?? $"{id}" : "its node";
        return Array.Find(Known, k => k.Words.IsMatch(message)) is { Advice: { } advice } ? string.Format(null, advice, ended.Service, node) : null;
    }

    [GeneratedRegex("unable to apply caps: operation not permitted")]
    private static partial Regex Capabilities();

    [GeneratedRegex("[Uu]nknown (or invalid )?runtime (specified|name)")]
    private static partial Regex Runtime();

    [GeneratedRegex("could not select device driver")]
    private static partial Regex DeviceDriver();

    [GeneratedRegex("bind source path does not exist")]
    private static partial Regex BindSource();

    [GeneratedRegex("error gathering device information")]
    private static partial Regex Device();

    [GeneratedRegex("unknown capability")]
    private static partial Regex CapabilityName();

    [GeneratedRegex("error looking up logging plugin")]
    private static partial Regex LogDriver();

    [GeneratedRegex("error looking up volume plugin")]
    private static partial Regex VolumeDriver();

    [GeneratedRegex("Requested CPUs are not available")]
    private static partial Regex CpuSet();

    [GeneratedRegex("[Rr]ange of CPUs is from")]
    private static partial Regex CpuCount();

    [GeneratedRegex("Minimum memory limit allowed")]
    private static partial Regex LeastMemory();

    [GeneratedRegex("[Uu]nable to find (user|group)")]
    private static partial Regex User();

    [GeneratedRegex("error setting rlimit")]
    private static partial Regex Rlimit();

    [GeneratedRegex("open /proc/sys/")]
    private static partial Regex Sysctl();

    [GeneratedRegex("--storage-opt is supported only")]
    private static partial Regex StorageOption();

    [GeneratedRegex("error mounting .*not a directory")]
    private static partial Regex FileForFolder();

    [GeneratedRegex("exec: .*(no such file or directory|executable file not found)")]
    private static partial Regex NoCommand();

    [GeneratedRegex("exec: .*permission denied")]
    private static partial Regex NotExecutable();
}
