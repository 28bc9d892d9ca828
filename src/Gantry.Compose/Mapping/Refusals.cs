using System.Collections.Frozen;

namespace Gantry.Compose.Mapping;

/// <summary>Keys of the specification that Gantry will not take, each with what to do instead.</summary>
internal static class Refusals
{
    private static readonly FrozenDictionary<string, string> Hints = new Dictionary<string, string>
    {
        ["services.*.cpu_count"] = "It is for Windows containers alone: use `cpus`.",
        ["services.*.cpu_percent"] = "It is for Windows containers alone: use `cpus`.",
        ["services.*.external_links"] = "Let both services meet on an external network: they find each other by name there.",
        ["services.*.networks.*.interface_name"] = "It came with API 1.49 (Docker Engine 28.1), and Gantry speaks up to 1.48: remove it.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? HintFor(string place, string key) => Hints.GetValueOrDefault($"{place}.{key}");
}
