namespace Gantry.Manager.Schedule.Scoring;

/// <summary>
/// What one more task costs a node: E-PVM (Amir et al., An opportunity cost approach for job assignment). Each
/// resource costs an exponential of its use, so the last free share is the dearest; the least increase wins.
/// </summary>
/// <param name="Memory">Increase by memory and task count.</param>
/// <param name="Cpu">Increase by cpu and task count.</param>
internal readonly record struct EpvmCost(double Memory, double Cpu)
{
    // The base for which the marginal cost of a task is bounded best (Lieb's square ice constant).
    private const double Base = 1.53960071783900203869;

    // How many tasks a node runs at ease. A base raised to tasks / 4 grows by 11 % a task.
    private const double EasyTasks = 4.0;

    // Beyond this many tasks the power leaves the range of a double.
    private const int MostTasks = 4_000;

    // 2 to the power of 0.8.
    private const double CpuScale = 1.7411011265922482;

    public double Total => Memory + Cpu;

    /// <summary>Measured use, as the snapshot has it, and what is reserved; both in bytes and shares of the node.</summary>
    public static EpvmCost Of(NodeLoad load, Amount need, Amount credit, int tasks)
    {
        var usage = load.Node.Usage;
        var memory = Math.Max(1, load.Capacity.MemoryBytes);
        var usedMemory = usage.MemoryUsedBytes + load.Held.MemoryBytes - credit.MemoryBytes;
        var cpu = Math.Max(1, load.Capacity.CpuNanos);
        var cpuUsage = usage.CpuShare + ((double)load.CpuNanosPlaced / cpu);
        var jobs = Increase(Math.Min(tasks, MostTasks) / EasyTasks, 1 / EasyTasks);

        return new EpvmCost(
            Increase((double)usedMemory / memory, (double)need.MemoryBytes / memory) + jobs,
            Increase(cpuUsage / CpuScale, (double)need.CpuNanos / cpu / CpuScale) + jobs);
    }

    /// <summary>Orders as <see cref="Total"/> does. Less is better.</summary>
    public ulong ToKey(int failures, bool lacksImage)
    {
        // The bits of positive doubles order as the doubles do. The last twelve are rounding: without them
        // two nodes that are alike tie, and fewest failures decides, then the image.
        const ulong Rounding = 0xFFF;
        return (BitConverter.DoubleToUInt64Bits(Math.Max(0, Total)) & ~Rounding) | ((ulong)Math.Min(failures, 15) << 1) | (lacksImage ? 1UL : 0);
    }

    private static double Increase(double used, double more) =>
        more == 0 ? 0 : Math.Pow(Base, used + more) - Math.Pow(Base, used);
}
