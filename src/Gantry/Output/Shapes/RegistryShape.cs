using Gantry.Model.Api;

namespace Gantry.Output.Shapes;

internal static class RegistryShape
{
    public static Shape<RegistryItem> Create() => new(
        ApiJson.Default.RegistryItem,
        registry => registry.Host,
        registry => registry.Host,
        [
            new("HOST", (registry, _) => registry.Host),
            new("USERNAME", (registry, _) => registry.Username),
            new("UPDATED", (registry, cell) => Age.Ago(cell.Now, registry.UpdatedAt)),
        ],
        new Dictionary<string, FilterKey<RegistryItem>> { ["host"] = new(registry => [registry.Host]) });
}
