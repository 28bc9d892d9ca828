using System.Globalization;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Testing;

/// <summary>A disk of a few megabytes that can be filled to the last page and emptied again.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("gc-disk-");

    private SmallDisk()
    {
    }

    public string Folder => _mount.FullName;

    private string Ballast => Path.Combine(Folder, "ballast");

    public static async Task<SmallDisk> MountAsync(int mebibytes, CancellationToken ct)
    {
        var disk = new SmallDisk();
        var size = string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m");
        await HostTool.RunAsync(ct, "mount", "-t", "tmpfs", "-o", size, "gantry-test", disk.Folder);
        return disk;
    }

    /// <param name="leaving">Share of the disk that stays free, 0 to 1.</param>
    public void Fill(double leaving = 0)
    {
        var disk = new DriveInfo(Folder);
        var page = new byte[4_096];
        using var file = File.Create(Ballast);
        try
        {
            while (disk.AvailableFreeSpace > leaving * disk.TotalSize)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full: that was the purpose.
        }
    }

    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await HostTool.RunAsync(CancellationToken.None, "umount", "-l", Folder);
        _mount.Delete();
    }
}
