namespace Gantry.Compose.Mapping;

/// <summary>The keys of a whole file.</summary>
internal static class TopKeys
{
    public static readonly KeyTable<TopDraft> Table = new(
        "",
        new Dictionary<string, Action<TopDraft, Value>>
        {
            // Read before everything else, as interpolation needs it.
            ["name"] = static (_, _) => { },
            // Carried out before the files are merged.
            ["include"] = static (_, _) => { },
            ["version"] = static (_, v) => v.Log.Warn(v.Position, "version_obsolete", "The key 'version' is obsolete and has no effect.", "Remove it."),
            ["services"] = static (d, v) => d.Services = v,
            ["networks"] = static (d, v) => d.Networks = v,
            ["secrets"] = static (d, v) => d.Secrets = v,
            ["configs"] = static (d, v) => d.Configs = v,
            ["volumes"] = static (d, v) => d.Volumes = v,
        },
        "models");
}
