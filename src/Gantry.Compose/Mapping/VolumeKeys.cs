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
}
