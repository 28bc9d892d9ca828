using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>Keys that tune how the kernel shares processors and memory.</summary>
internal static class TuningKeys
{
    public static void Change(ServiceDraft service, Func<CpuTuning, CpuTuning> change)
    {
        var changed = change(service.Container.Cpu ?? new CpuTuning());
        service.Container = service.Container with { Cpu = changed == new CpuTuning() ? null : changed };
    }

    public static void Change(ServiceDraft service, Func<MemoryTuning, MemoryTuning> change)
    {
        var changed = change(service.Container.Memory ?? new MemoryTuning());
        service.Container = service.Container with { Memory = changed == new MemoryTuning() ? null : changed };
    }

    /// <summary>A number of microseconds, or a duration.</summary>
    public static long Micros(Value value, long least = 0)
    {
        if (value.Node is YamlNode.Scalar scalar && !Numbers.TryInteger(scalar.Text, out _) && DurationText.Parse(scalar.Text) is { } duration)
            return duration.Ticks / TimeSpan.TicksPerMicrosecond;
        return value.Long(least) ?? 0;
    }

    /// <summary>A size, or -1 for no bound.</summary>
    public static long SwapBytes(Value value) => value.Node is YamlNode.Scalar { Text: "-1" } ? -1 : value.Bytes() ?? 0;

    public static int? Swappiness(Value value) => Within(value, 0, 100);

    public static int OomScoreAdj(Value value) => Within(value, -1000, 1000) ?? 0;

    /// <summary>What the engine would refuse when the container is made is refused where it is written.</summary>
    public static void Check(ServiceDraft service, Reservation limits)
    {
        var (path, cpu, memory) = (service.Value.Path, service.Container.Cpu, service.Container.Memory);
        if (limits.CpuNanos > 0 && cpu is { PeriodMicros: not 0 } or { QuotaMicros: not 0 })
            service.Value.Error("conflict", $"{path} limits processors both by cpus and by cpu_quota or cpu_period.", "Keep one of them.");
        if (memory is { WithSwapBytes: > 0 } && limits.MemoryBytes == 0)
            service.Value.Error("conflict", $"{path}.memswap_limit is memory and swap together, and there is no mem_limit.", "Add mem_limit.");
        else if (memory is { WithSwapBytes: > 0 } && memory.WithSwapBytes < limits.MemoryBytes)
            service.Value.Error("conflict", $"{path}.memswap_limit is memory and swap together, so it cannot be less than mem_limit.", "Raise it, or remove it.");
    }

    private static int? Within(Value value, int least, int most)
    {
        if (value.Node is YamlNode.Scalar scalar && Numbers.TryInteger(scalar.Text, out var number) && number >= least && number <= most)
            return (int)number;
        value.Error("bad_number", $"{value.Path} must be a whole number from {least} to {most}, but it is {value.Shown}.");
        return null;
    }
}
