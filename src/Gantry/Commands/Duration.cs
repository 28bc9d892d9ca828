using System.Globalization;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Times as people type them: <c>90s</c>, <c>1h30m</c>, <c>2d</c>; and points in time: those ago, RFC 3339, or unix seconds.</summary>
internal static class Duration
{
    /// <exception cref="CliException">It is none; the message names the option.</exception>
    public static TimeSpan Parse(string option, string text) =>
        TryParse(text, out var span)
            ? span
            : throw CliException.Usage($"{option} {text}: write a duration such as 90s, 10m or 1h30m.");

    /// <returns>RFC 3339 in UTC, as the API takes it; null for null.</returns>
    public static string? PointInTime(string option, string? text, DateTimeOffset now)
    {
        const string form = "yyyy-MM-ddTHH:mm:ss.fffffffZ";
        if (text is null)
            return null;
        if (TryParse(text, out var ago))
            return (now - ago).UtcDateTime.ToString(form, CultureInfo.InvariantCulture);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var unix) && unix < 1e11)
            return DateTimeOffset.UnixEpoch.AddSeconds(unix).UtcDateTime.ToString(form, CultureInfo.InvariantCulture);
        const DateTimeStyles styles = DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var at)
            ? at.UtcDateTime.ToString(form, CultureInfo.InvariantCulture)
            : throw CliException.Usage($"{option} {text}: write 10m for ten minutes ago, or a time such as 2026-01-31T12:00:00Z.");
    }

    private static bool TryParse(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || digits > 9)
                return false;
            var unitLength = rest[digits..].StartsWith("ms") ? 2 : 1;
            if (UnitOf(rest.Slice(digits, unitLength)) is not { } unit)
                return false;
            span += unit * int.Parse(rest[..digits], CultureInfo.InvariantCulture);
            rest = rest[(digits + unitLength)..];
        }

        return text.Length > 0;
    }

    private static TimeSpan? UnitOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => TimeSpan.FromMilliseconds(1),
        "s" => TimeSpan.FromSeconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" => TimeSpan.FromDays(1),
        "w" => TimeSpan.FromDays(7),
        _ => null,
    };
}
