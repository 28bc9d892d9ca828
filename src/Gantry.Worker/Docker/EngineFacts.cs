using Gantry.Model.Nodes;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>What an engine's own account of itself says to the scheduler.</summary>
internal static class EngineFacts
{
    /// <summary>Where the driver of NVIDIA lists its devices, a folder each.</summary>
    public const string DriverFolder = "/proc/driver/nvidia/gpus";

    private const string GpuRuntime = "nvidia";

    public static SortedDictionary<string, string> LabelsOf(EngineInfo info)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in info.Labels)
        {
            var sign = label.IndexOf('=', StringComparison.Ordinal);
            labels[sign < 0 ? label : label[..sign]] = sign < 0 ? "" : label[(sign + 1)..];
        }

        return labels;
    }

    /// <summary>Those that have names count one each.</summary>
    public static ResourceDictionary ResourcesOf(EngineInfo info) => ResourceDictionary.Of(
        from resource in info.GenericResources
        let kind = resource.DiscreteResourceSpec?.Kind ?? resource.NamedResourceSpec?.Kind
        where kind is not null
        select (kind, resource.DiscreteResourceSpec?.Value ?? 1));

    /// <returns>Null where the engine can start containers with GPUs that the driver does not list: WSL and Jetson.</returns>
    public static int? GpusOf(EngineInfo info, string driverFolder)
    {
        var listed = Directory.Exists(driverFolder) ? Directory.GetDirectories(driverFolder).Length : 0;
        return listed == 0 && info.Runtimes.ContainsKey(GpuRuntime) ? null : listed;
    }
}
