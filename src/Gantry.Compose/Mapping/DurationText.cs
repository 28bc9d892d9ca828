using System.Globalization;

namespace Gantry.Compose.Mapping;

/// <summary><c>1m30s</c>: numbers with units. source: compose-spec "Specifying durations", str2duration</summary>
internal static class DurationText
{
    // Longest first, so that "ms" is not read as minutes.
    private static readonly (string Unit, double Seconds)[] Units =
    [
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("w", 604_800),
    ];

    private static readonly double LongestSeconds = TimeSpan.FromDays(3650).TotalSeconds;

    /// <returns>Null for what is no duration, for negative ones, and for more than ten years.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;

        var rest = text.AsSpan();
        var seconds = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] is '.'))
                digits++;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;

            rest = rest[digits..];
            if (FindUnit(rest) is not { } unit)
                return null;
            seconds += number * unit.Seconds;
            rest = rest[unit.Unit.Length..];
        }

        return text.Length == 0 || seconds > LongestSeconds ? null : TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public static string Write(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
            return "0s";
        var text = "";
        foreach (var (amount, unit) in new[] { ((long)value.TotalHours, "h"), (value.Minutes, "m"), (value.Seconds, "s") })
            text += amount > 0 ? $"{amount}{unit}" : "";
        var nanoseconds = value.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;
        if (nanoseconds > 0)
            text += nanoseconds % 1_000_000 == 0 ? $"{nanoseconds / 1_000_000}ms" : $"{nanoseconds}ns";
        return text;
    }

    private static (string Unit, double Seconds)? FindUnit(ReadOnlySpan<char> rest)
    {
        foreach (var unit in Units)
        {
            if (rest.StartsWith(unit.Unit))
                return unit;
        }

        return null;
    }
}
