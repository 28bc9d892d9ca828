namespace Gantry.Compose.Mapping;

/// <summary>Amounts of resources, with where they were given.</summary>
internal static class ResourceKeys
{
    // The engine refuses less. source: moby daemon/config MinimumMemory
    private const long LeastMemory = 6 * 1024 * 1024;

    public static Given<long>? Cpus(Value value) => value.CpuNanos() is { } nanos ? new Given<long>(nanos, value.Position) : null;

    public static Given<long>? Memory(Value value)
    {
        if (value.Bytes() is not { } bytes)
            return null;
        if (bytes is > 0 and < LeastMemory)
            value.Error("bad_size", $"{value.Path} is {value.Shown}, but the engine takes no less than 6m of memory.", "A number without a unit is bytes; for example 512m.");
        return new Given<long>(bytes, value.Position);
    }

    /// <summary>-1 and 0 are no limit.</summary>
    public static Given<long>? Pids(Value value) => value.Long(least: -1) is { } pids ? new Given<long>(Math.Max(0, pids), value.Position) : null;
}
