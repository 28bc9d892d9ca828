namespace Gantry.Tests.Compose;

/// <summary>Processor time of this thread alone: other tests share the processors.</summary>
internal static class CpuClock
{
    public static TimeSpan Now() =>
        TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]) / 1_000);
}
