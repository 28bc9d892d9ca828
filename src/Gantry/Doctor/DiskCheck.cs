using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>Whether there is room left. Pure.</summary>
internal static class DiskCheck
{
    private const double LowShare = 0.10;
    private const double NoShare = 0.02;
    private const long LeastBytes = 500_000_000;

    public static CheckItem Of(DiskFacts disk)
    {
        var share = disk.TotalBytes == 0 ? 0 : (double)disk.FreeBytes / disk.TotalBytes;
        var found = $"{ByteSize.Text(disk.FreeBytes)} of {ByteSize.Text(disk.TotalBytes)} free ({Math.Floor(share * 100):0} %)";
        var fix = disk.What == "engine disk"
            ? "docker system prune removes stopped containers and images that nothing uses. Or grow the disk."
            : $"Free some of it: du -xh --max-depth=2 {disk.Folder} shows what is large. Or grow the disk.";
        if (share < NoShare || disk.FreeBytes < LeastBytes)
            return CheckItem.Fail(disk.What, $"{disk.Folder}: {found}. Changes and pulls are about to fail.", fix);
        return share < LowShare
            ? CheckItem.Warn(disk.What, $"{disk.Folder}: {found}.", fix)
            : CheckItem.Pass(disk.What, $"{disk.Folder}: {found}");
    }
}
