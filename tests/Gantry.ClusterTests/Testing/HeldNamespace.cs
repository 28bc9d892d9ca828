using Microsoft.Win32.SafeHandles;

namespace Gantry.ClusterTests.Testing;

/// <summary>A namespace of the kernel whose number nobody else gets while this is held: that of a namespace that is gone is soon another's.</summary>
internal sealed class HeldNamespace : IDisposable
{
    private readonly SafeFileHandle _file;

    private HeldNamespace(SafeFileHandle file, string id)
    {
        _file = file;
        Id = id;
    }

    /// <summary>As <c>/proc/PID/ns</c> has it.</summary>
    public string Id { get; }

    /// <returns>Null when the process is gone, or still lives where the tests do.</returns>
    public static HeldNamespace? OfMounts(int pid)
    {
        try
        {
            var file = File.OpenHandle($"/proc/{pid}/ns/mnt", share: FileShare.ReadWrite);
            var id = new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget;
            if (id is not null && id != HostProcesses.NamespaceOf("mnt", Environment.ProcessId))
                return new HeldNamespace(file, id);
            file.Dispose();
            return null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
