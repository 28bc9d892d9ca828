using System.Globalization;

namespace Gantry.Worker.Docker.Usage;

/// <summary>Clock ticks that all CPUs together have spent since the machine started.</summary>
internal readonly record struct CpuTimes(long Busy, long Idle)
{
    /// <summary>Reads the first line of <c>/proc/stat</c>. Pure.</summary>
    /// <exception cref="FormatException">It is not what the kernel writes.</exception>
    public static CpuTimes Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["cpu", _, _, _, _, _, ..])
            throw new FormatException($"'{line}' is not the first line of /proc/stat.");

        // user nice system idle iowait irq softirq steal; guest times come after and are in user and nice already.
        var ticks = fields[1..Math.Min(fields.Length, 9)].Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        var idle = ticks[3] + ticks[4];
        return new CpuTimes(ticks.Sum() - idle, idle);
    }

    /// <returns>Null when no tick lies between the two.</returns>
    public double? BusyShareSince(CpuTimes earlier)
    {
        var (busy, idle) = (Busy - earlier.Busy, Idle - earlier.Idle);
        // iowait may go backwards (proc(5)), and a share outside 0 to 1 would win or lose every comparison.
        return busy + idle > 0 ? Math.Clamp((double)busy / (busy + idle), 0, 1) : null;
    }
}
