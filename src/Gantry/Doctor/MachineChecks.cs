using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>All checks of one machine, in the order in which a person would look. Pure.</summary>
internal static class MachineChecks
{
    /// <param name="engine">Where the engine was called, as <c>unix:///PATH</c>.</param>
    public static IReadOnlyList<CheckItem> Of(MachineFacts machine, string engine, DateTimeOffset now) =>
    [
        .. FolderCheck.Of(machine.Folder, machine.IsRoot),
        EngineCheck.Of(engine, machine.Engine),
        CgroupCheck.Of(machine.Cgroups),
        .. KernelCheck.Of(machine.Kernel, machine.Engine is EngineAnswer.Told),
        .. machine.Ports.Select(PortCheck.Of),
        .. machine.Disks.Select(DiskCheck.Of),
        MemoryCheck.Of(machine.Memory),
        machine.Manager?.ClockDifference is { } difference ? ClockCheck.Of(difference, "manager") : ClockCheck.Of(machine.TimeService),
        LinkCheck.Of(machine.Links),
        .. ManagerCheck.Of(machine.Manager),
        .. CertificateCheck.Of(machine.Folder, now),
    ];
}
