using System.Globalization;

namespace Gantry.Compose.Mapping;

/// <summary><c>512m</c>, <c>1.5 GB</c>: 1024 based. source: go-units RAMInBytes</summary>
internal static class ByteSize
{
    private const string Prefixes = "kmgtp";

    /// <returns>Null for what is no size, for negative ones, and for more than a long holds.</returns>
    public static long? Parse(string text)
    {
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] is '.'))
            digits++;
        if (!decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;

        return Factor(text[digits..].TrimStart(' ').ToLowerInvariant()) is { } factor && number <= long.MaxValue / factor
            ? (long)(number * factor)
            : null;
    }

    private static long? Factor(string unit)
    {
        if (unit.EndsWith('b'))
            unit = unit[..^1];
        if (unit.Length == 2 && unit[1] is 'i')
            unit = unit[..1];
        if (unit.Length == 0)
            return 1;
        var power = unit.Length == 1 ? Prefixes.IndexOf(unit[0]) + 1 : 0;
        return power > 0 ? 1L << (10 * power) : null;
    }
}
