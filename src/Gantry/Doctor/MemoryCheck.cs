using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>Whether there is memory left for tasks. It never fails: what runs, runs. Pure.</summary>
internal static class MemoryCheck
{
    private const double LowShare = 0.10;

    public static CheckItem Of(MemoryFacts memory)
    {
        var found = $"{ByteSize.Text(memory.AvailableBytes)} of {ByteSize.Text(memory.TotalBytes)} available";
        return memory.TotalBytes > 0 && memory.AvailableBytes < memory.TotalBytes * LowShare
            ? CheckItem.Warn("memory", $"{found}: the kernel may soon kill something.", "gantry top shows who uses it; give services limits, or add a node.")
            : CheckItem.Pass("memory", found);
    }
}
