using System.Globalization;

namespace Gantry.Compose.Mapping;

/// <summary>Numbers as compose files write them.</summary>
internal static class Numbers
{
    /// <summary>All permission bits that there are: 7777 in octal.</summary>
    public const int MostMode = 0xFFF;

    private const decimal NanosPerCpu = 1_000_000_000;
    private const decimal MostCpus = 1_000_000;

    public static bool TryInteger(string text, out long number)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number >= 0;
        if (text.StartsWith("0o", StringComparison.Ordinal))
            return TryOctal(text.AsSpan(2), out number);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Permission bits in octal: <c>0440</c>, <c>0o440</c> and <c>440</c>.</summary>
    public static bool TryMode(string text, out int mode)
    {
        var isOctal = TryOctal(text.StartsWith("0o", StringComparison.Ordinal) ? text.AsSpan(2) : text, out var number);
        mode = isOctal && number <= MostMode ? (int)number : 0;
        return isOctal && number <= MostMode;
    }

    /// <summary>Permission bits as <see cref="TryMode"/> reads them: <c>0440</c>.</summary>
    public static string ModeText(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    /// <returns>Null for what is no number of processors.</returns>
    public static long? CpuNanos(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var cpus) && cpus is >= 0 and <= MostCpus
            ? (long)Math.Round(cpus * NanosPerCpu)
            : null;

    private static bool TryOctal(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        const int longest = 20;
        if (text.IsEmpty || text.Length > longest)
            return false;
        foreach (var digit in text)
        {
            if (digit is < '0' or > '7')
                return false;
            number = (number * 8) + (digit - '0');
        }

        return true;
    }
}
