namespace Gantry.Model.Services;

/// <summary>How the kernel shares processor time with a container, beyond a plain limit. 0 and null: as the engine has it.</summary>
public sealed record CpuTuning
{
    /// <summary>Weight against other containers; the engine's own is 1024.</summary>
    public long Shares { get; init; }

    public long PeriodMicros { get; init; }

    /// <summary>Of each period; -1 is without bound.</summary>
    public long QuotaMicros { get; init; }

    public long RealtimePeriodMicros { get; init; }

    public long RealtimeRuntimeMicros { get; init; }

    /// <summary>The processors that it may run on: <c>0-2,4</c>.</summary>
    public string? Set { get; init; }
}
