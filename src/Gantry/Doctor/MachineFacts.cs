namespace Gantry.Doctor;

/// <summary>What a probe read of one machine. All that the checks decide by.</summary>
/// <param name="Disks">Of the data folder, and of the engine's where it is on this machine.</param>
/// <param name="Links">Null: there is no default route, or it cannot be told.</param>
/// <param name="Manager">Null: the machine has none to ask, or is one itself.</param>
internal sealed record MachineFacts(
    bool IsRoot,
    FolderFacts Folder,
    EngineAnswer Engine,
    CgroupFacts Cgroups,
    KernelFacts Kernel,
    IReadOnlyList<PortFacts> Ports,
    IReadOnlyList<DiskFacts> Disks,
    MemoryFacts Memory,
    LinkFacts? Links,
    ManagerFacts? Manager,
    string? TimeService);
