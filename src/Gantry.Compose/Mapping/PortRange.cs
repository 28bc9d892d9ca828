using System.Globalization;

namespace Gantry.Compose.Mapping;

/// <summary><c>8000</c> or <c>8000-8010</c>.</summary>
internal readonly record struct PortRange(int First, int Last)
{
    public int Count => Last - First + 1;

    /// <returns>Null for what is no port from 0 to 65535, or no range of them.</returns>
    public static PortRange? Parse(string text)
    {
        var dash = text.IndexOf('-');
        if (dash < 0)
            return Port(text) is { } port ? new PortRange(port, port) : null;
        return Port(text[..dash]) is { } first && Port(text[(dash + 1)..]) is { } last && first <= last ? new PortRange(first, last) : null;
    }

    private static int? Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue ? port : null;
}
