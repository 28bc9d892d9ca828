using System.Globalization;

namespace Gantry.Worker.Docker;

/// <summary>A moment as the engine counts it: nanoseconds since 1970, finer than <see cref="DateTimeOffset"/> can hold.</summary>
internal readonly record struct EngineTime(long UnixNanos)
{
    public static EngineTime From(DateTimeOffset moment) => new((moment - DateTimeOffset.UnixEpoch).Ticks * 100);

    /// <summary>Cut to the 100 ns that a <see cref="DateTimeOffset"/> can hold.</summary>
    public DateTimeOffset ToMoment() => DateTimeOffset.UnixEpoch.AddTicks(UnixNanos / 100);

    /// <summary>As the engine reads it in a query: seconds, point, nine digits.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{UnixNanos / 1_000_000_000}.{UnixNanos % 1_000_000_000:D9}");
}
