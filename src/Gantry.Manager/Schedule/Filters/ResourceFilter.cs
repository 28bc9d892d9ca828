namespace Gantry.Manager.Schedule.Filters;

/// <summary>What a task reserves must be free. Reserving nothing of a kind fits even where more is held than there is.</summary>
internal static class ResourceFilter
{
    public static int RefusingFilters(in Candidate candidate)
    {
        var (need, free) = (candidate.Query.Need, candidate.Free);
        var refusing = 0;
        if (need.CpuNanos > 0 && need.CpuNanos > free.CpuNanos)
            refusing |= 1 << (int)NodeFilter.Cpu;
        if (need.MemoryBytes > 0 && need.MemoryBytes > free.MemoryBytes)
            refusing |= 1 << (int)NodeFilter.Memory;

        // A node that does not tell its disk is not asked for it.
        if (need.DiskBytes > 0 && candidate.Load.Capacity.DiskBytes > 0 && need.DiskBytes > free.DiskBytes)
            refusing |= 1 << (int)NodeFilter.Disk;
        return refusing;
    }

    public static (string Reason, string Change) CpuRefusal(in Candidate candidate)
    {
        var (need, free, all) = (candidate.Query.Need.CpuNanos, candidate.Free.CpuNanos, candidate.Load.Capacity.CpuNanos);
        return (
            $"cpu: needs {Quantity.CoresAtLeast(need)}, {Quantity.Cores(free)} of {Quantity.Cores(all)} cores free",
            Change(Quantity.Cores(free), Quantity.CoresAtLeast(need), "cores", free));
    }

    public static (string Reason, string Change) MemoryRefusal(in Candidate candidate) =>
        BytesRefusal(
            "memory", candidate.Query.Need.MemoryBytes, candidate.Free.MemoryBytes, candidate.Load.Capacity.MemoryBytes);

    public static (string Reason, string Change) DiskRefusal(in Candidate candidate) =>
        BytesRefusal("disk", candidate.Query.Need.DiskBytes, candidate.Free.DiskBytes, candidate.Load.Capacity.DiskBytes);

    /// <returns>The greatest part of a reservation that must go, 0 to 1; above 1 when nothing at all is free.</returns>
    public static double CutNeeded(in Candidate candidate)
    {
        var (need, free) = (candidate.Query.Need, candidate.Free);
        var disk = candidate.Load.Capacity.DiskBytes > 0 ? Cut(need.DiskBytes, free.DiskBytes) : 0;
        return Math.Max(disk, Math.Max(Cut(need.CpuNanos, free.CpuNanos), Cut(need.MemoryBytes, free.MemoryBytes)));
    }

    private static double Cut(long need, long free)
    {
        if (need <= 0 || need <= free)
            return 0;
        return free <= 0 ? 5 : (double)(need - free) / need;
    }

    private static (string Reason, string Change) BytesRefusal(string what, long need, long free, long all) => (
        $"{what}: needs {Quantity.BytesAtLeast(need)}, {Quantity.Bytes(free)} of {Quantity.Bytes(all)} free",
        Change(Quantity.Bytes(free), Quantity.BytesAtLeast(need), $"of {what}", free));

    private static string Change(string free, string need, string what, long freeAmount) =>
        freeAmount > 0 ? $"reserve at most {free} {what}" : $"free {need} {what}";
}
