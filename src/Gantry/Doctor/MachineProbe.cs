using Gantry.Worker.Docker.Usage;
using Gantry.Worker.Session.Https;

namespace Gantry.Doctor;

/// <summary>Reads what there is to know of this machine. It changes nothing, and what cannot be read is a fact too.</summary>
internal sealed class MachineProbe(DoctorTarget target, TimeProvider time)
{
    public async Task<MachineFacts> ReadAsync(CancellationToken ct)
    {
        var (folder, credentials) = ReadFolder();
        var engine = await new EngineProbe(target.Engine, time).ReadAsync(ct);
        var manager = target.Manager ?? (credentials?.Managers.Count > 0 ? new Uri(credentials.Managers[0]) : null);
        List<DiskFacts?> disks = [DiskProbe.Read("data disk", target.DataDirectory), engine.RootFolder is { } root && Directory.Exists(root) ? DiskProbe.Read("engine disk", root) : null];
        return new MachineFacts(
            Environment.IsPrivilegedProcess,
            folder,
            engine.Answer,
            CgroupProbe.Read(),
            await KernelProbe.ReadAsync(ct),
            await PortProbe.ReadAsync(target, folder, engine.Gateways, ct),
            [.. disks.OfType<DiskFacts>()],
            Memory(),
            LinkProbe.Read(engine.Bridge),
            manager is null ? null : await new ManagerProbe(manager, credentials?.Authorities, time).ReadAsync(ct),
            TimeServiceProbe.Find());
    }

    private static MemoryFacts Memory()
    {
        var reader = new HostUsageReader("/proc");
        return new MemoryFacts(reader.ReadFacts().MemoryBytes, reader.Read(reader.ReadCpuTimes(), earlier: null).MemoryAvailableBytes);
    }

    /// <summary>What the machine is; nobody else is asked.</summary>
    public FolderFacts Folder() => ReadFolder().Facts;

    private (FolderFacts Facts, NodeCredentials? Credentials) ReadFolder()
    {
        var path = target.DataDirectory;
        if (!Directory.Exists(path))
            return (new FolderFacts(path, Mode: null), null);
        var mode = new DirectoryInfo(path).UnixFileMode;
        try
        {
            _ = Directory.EnumerateFileSystemEntries(path).FirstOrDefault();
            var facts = new FolderFacts(path, mode, HasServer: File.Exists(Path.Combine(path, "state.db")));
            return new NodeFolder(path).Read() is { } credentials
                ? (facts with { HasNode = true, CertificateEnd = Utc(credentials.Certificate.NotAfter), RenewAt = credentials.RenewAt }, credentials)
                : (facts, null);
        }
        catch (InvalidDataException damaged)
        {
            return (new FolderFacts(path, mode, HasNode: true, Problem: damaged.Message), null);
        }
        catch (Exception hidden) when (hidden is UnauthorizedAccessException or IOException)
        {
            return (new FolderFacts(path, mode, IsReadable: false), null);
        }
    }

    private static DateTimeOffset Utc(DateTime local) => new(local.ToUniversalTime());
}
