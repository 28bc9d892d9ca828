using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of a top-level volume.</summary>
internal static class VolumeKeys
{
    public static readonly KeyTable<Draft<VolumeSpec>> Table = new(
        "volumes.*",
        new Dictionary<string, Action<Draft<VolumeSpec>, Value>>
        {
            ["driver"] = static (d, v) => d.Value = d.Value with { Driver = v.WordIfAny() ?? d.Value.Driver },
            ["driver_opts"] = static (d, v) => d.Value = d.Value with { Options = v.Texts() },
            ["external"] = static (d, v) => d.Value = d.Value with { External = v.Bool() ?? false },
            ["labels"] = static (d, v) => d.Value = d.Value with { Labels = LabelKeys.Read(v) },
            ["name"] = static (d, v) => d.Value = d.Value with { Name = ExternalKeys.ReadName(v) ?? d.Value.Name },
        });

    /// <summary>
    /// A local volume with <c>o: bind</c> is a bind mount by another name: its device is a path on the host as one, relative
    /// to the project folder, and stands in the model as what it is.
    /// </summary>
    public static VolumeSpec WithHostPath(VolumeSpec volume, Value value, Bundle bundle)
    {
        if (!volume.Options.TryGetValue("device", out var device) || !volume.Options.TryGetValue("o", out var options) || !IsBind(options) || volume.Driver is not "local")
            return volume;
        if (HostPath.Resolve(device, bundle.ProjectDirectory, bundle.Variables.GetValueOrDefault("HOME")) is { } path)
            return volume with { Options = new SortedDictionary<string, string>(volume.Options.ToDictionary(), StringComparer.Ordinal) { ["device"] = path } };
        value.Error("bad_volume", $"{value.Path} cannot resolve the device {ProblemLog.Quote(device)}: the folder that it starts from is not known.", "Write an absolute path.");
        return volume;
    }

    public static bool IsBind(string options) => options.Split(',').Any(o => o.Trim() is "bind" or "rbind");
}
