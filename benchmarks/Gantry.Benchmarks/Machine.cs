using System.Globalization;
using System.Runtime.InteropServices;

namespace Gantry.Benchmarks;

/// <summary>The line that tells a reader which machine the numbers belong to.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.OSArchitecture.ToString();
        var system = Field("/etc/os-release", "PRETTY_NAME")?.Trim('"') ?? RuntimeInformation.OSDescription;
        var memoryGb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} × {model}, {memoryGb:0} GB, {system}, {RuntimeInformation.FrameworkDescription}");
    }

    private static string? Field(string file, string name)
    {
        if (!File.Exists(file))
            return null;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        return line?.Split([':', '='], 2)[1].Trim();
    }
}
