using System.Globalization;

namespace Gantry.Worker.Docker.Usage;

/// <summary>Reads the machine's size and load from <c>/proc</c>.</summary>
/// <param name="procFolder"><c>/proc</c>, or a tree made for a test.</param>
internal sealed class HostUsageReader(string procFolder)
{
    public HostFacts ReadFacts() => new(
        // Not Environment.ProcessorCount: that is what this process may use.
        File.ReadLines(PathOf("stat")).Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsDigit(line[3])),
        MemoryBytes("MemTotal:"));

    public CpuTimes ReadCpuTimes() => CpuTimes.Parse(File.ReadLines(PathOf("stat")).First());

    /// <param name="earlier">Null has no busy share.</param>
    public HostUsage Read(CpuTimes now, CpuTimes? earlier) => new(
        earlier is { } before ? now.BusyShareSince(before) : null,
        double.Parse(File.ReadAllText(PathOf("loadavg")).Split(' ')[0], CultureInfo.InvariantCulture),
        MemoryBytes("MemAvailable:"));

    private long MemoryBytes(string field)
    {
        var line = File.ReadLines(PathOf("meminfo")).FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal))
            ?? throw new FormatException($"/proc/meminfo has no {field} This kernel is older than 3.14, which is too old.");
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private string PathOf(string file) => Path.Combine(procFolder, file);
}
