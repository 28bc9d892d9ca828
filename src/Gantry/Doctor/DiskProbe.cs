namespace Gantry.Doctor;

/// <summary>How much room a folder has.</summary>
internal static class DiskProbe
{
    /// <param name="folder">One that is not there yet will be on the disk of the nearest that is.</param>
    /// <returns>Null: it cannot be told.</returns>
    public static DiskFacts? Read(string what, string folder)
    {
        var there = folder;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
            there = parent;
        try
        {
            var disk = new DriveInfo(there);
            return new DiskFacts(what, folder, disk.TotalSize, disk.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
