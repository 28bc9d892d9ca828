using System.Globalization;

namespace Gantry.Doctor;

internal static class MemoryProbe
{
    public static MemoryFacts Read()
    {
        // "MemTotal:       24595912 kB"
        var lines = File.ReadLines("/proc/meminfo").Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToDictionary(w => w[0], w => w[1]);
        return new MemoryFacts(BytesOf("MemTotal:"), BytesOf("MemAvailable:"));

        long BytesOf(string name) => long.Parse(lines[name], CultureInfo.InvariantCulture) * 1024;
    }
}
