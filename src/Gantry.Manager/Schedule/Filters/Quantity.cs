using System.Globalization;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>Amounts as people write them. What is free is rounded down and what is needed up, so that a refusal never shows two equal numbers.</summary>
internal static class Quantity
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Rounded down to a tenth; negative is written 0.</summary>
    public static string Bytes(long bytes) => Bytes(Math.Max(0, bytes), decimal.Floor);

    public static string BytesAtLeast(long bytes) => Bytes(bytes, decimal.Ceiling);

    /// <summary>Rounded down to a thousandth of a core; negative is written 0.</summary>
    public static string Cores(long nanos) => Number(decimal.Floor(Math.Max(0, nanos) / 1_000_000m) / 1_000);

    public static string CoresAtLeast(long nanos) => Number(decimal.Ceiling(nanos / 1_000_000m) / 1_000);

    private static string Bytes(long bytes, Func<decimal, decimal> round)
    {
        var unit = 0;
        var amount = (decimal)bytes;
        while (amount >= 1024 && unit < Units.Length - 1)
        {
            amount /= 1024;
            unit++;
        }

        return $"{Number(round(amount * 10) / 10)} {Units[unit]}";
    }

    private static string Number(decimal number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
