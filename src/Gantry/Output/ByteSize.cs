namespace Gantry.Output;

internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>Three significant digits: <c>512MiB</c>, <c>1.94GiB</c>.</summary>
    public static string Text(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var digits = value switch { < 10 => "0.##", < 100 => "0.#", _ => "0" };
        return value.ToString(digits) + Units[unit];
    }
}
