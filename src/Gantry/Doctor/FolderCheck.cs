using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>What the machine is, by its data folder, and whether the folder is its own alone. Pure.</summary>
internal static class FolderCheck
{
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static IEnumerable<CheckItem> Of(FolderFacts folder, bool isRoot)
    {
        yield return RoleOf(folder);
        yield return ModeOf(folder);
        if (!isRoot)
            yield return CheckItem.Warn("user", "This is not root: who holds a port, and what is in the data folder, may stay hidden.", "sudo gantry doctor");
    }

    private static CheckItem RoleOf(FolderFacts folder) => folder switch
    {
        { Problem: { } problem } => CheckItem.Fail("role", problem, "Restore the folder from a backup, or do as the text says."),
        { HasServer: true, HasNode: true } => CheckItem.Warn(
            "role", $"{folder.Path} is a server's and a worker's.", "Give each its own --data-dir: a server has a worker in it already."),
        { HasServer: true } => CheckItem.Pass("role", $"a server, by {folder.Path}"),
        { HasNode: true } => CheckItem.Pass("role", $"a worker, by {folder.Path}"),
        { IsReadable: false } => CheckItem.Warn("role", $"{folder.Path} cannot be read.", "Run it as root: sudo gantry doctor"),
        _ => CheckItem.Pass("role", $"none yet: {folder.Path} has neither a server nor a worker"),
    };

    private static CheckItem ModeOf(FolderFacts folder)
    {
        if (folder.Mode is not { } mode)
            return CheckItem.Pass("data folder", "made at the first start");
        return (mode & OfOthers) == UnixFileMode.None
            ? CheckItem.Pass("data folder", $"mode {Octal(mode)}")
            : CheckItem.Fail("data folder", $"{folder.Path} has mode {Octal(mode)}: others than its owner come to keys and state.", $"chmod 700 {folder.Path}");
    }

    private static string Octal(UnixFileMode mode) => "0" + Convert.ToString((int)mode & 0x1ff, 8).PadLeft(3, '0');
}
