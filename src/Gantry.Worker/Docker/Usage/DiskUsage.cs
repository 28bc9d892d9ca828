namespace Gantry.Worker.Docker.Usage;

/// <summary>How full a disk is.</summary>
internal static class DiskUsage
{
    /// <param name="folder">Any folder on it.</param>
    public static long UsedBytes(string folder)
    {
        var disk = new DriveInfo(folder);
        return disk.TotalSize - disk.TotalFreeSpace;
    }

    /// <param name="folder">Any folder on it; null, or one that is not there (an engine elsewhere), cannot be told.</param>
    /// <returns>0 to 1, of what others than root may fill.</returns>
    public static double? UsedShare(string? folder)
    {
        if (folder is null || !Directory.Exists(folder))
            return null;
        var disk = new DriveInfo(folder);
        var used = disk.TotalSize - disk.TotalFreeSpace;
        return used + disk.AvailableFreeSpace > 0 ? (double)used / (used + disk.AvailableFreeSpace) : null;
    }
}
