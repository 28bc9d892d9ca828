using Gantry.Model.Api;
using Gantry.Model.Services;

namespace Gantry.Output.Shapes;

internal static class ServiceShape
{
    public static Shape<ServiceItem> Create() => new(
        ApiJson.Default.ServiceItem,
        service => service.Id.ToString(),
        service => service.FullName,
        [
            new("ID", (service, cell) => cell.Id(service.Id.ToString())),
            new("NAME", (service, _) => service.FullName),
            new("MODE", (service, _) => service.Mode == ServiceMode.Global ? "global" : "replicated"),
            new("REPLICAS", (service, _) => $"{service.InService}/{service.Wanted}"),
            new("IMAGE", (service, _) => service.Image),
            new("PORTS", (service, _) => string.Join(", ", service.Ports)),
            new("STATE", StateText),
            new("REVISION", (service, _) => $"{service.Revision}", IsWide: true),
            new("OVERRIDES", (service, _) => string.Join("; ", service.Overrides), IsWide: true),
            new("UPDATED", (service, cell) => Age.Ago(cell.Now, service.UpdatedAt), IsWide: true),
        ],
        new Dictionary<string, FilterKey<ServiceItem>>
        {
            ["id"] = new(service => [service.Id.ToString()], FilterMatch.Beginning),
            ["name"] = new(service => [service.FullName, service.Name], FilterMatch.Part),
            ["stack"] = new(service => [service.Stack]),
            ["mode"] = new(service => [service.Mode == ServiceMode.Global ? "global" : "replicated"]),
            ["state"] = new(service => [service.State]),
            ["image"] = new(service => [service.Image, ImageReference.NameOf(service.Image)]),
            ["label"] = new(service => Labels.Filtered(service.Spec.Labels)),
        });

    private static string StateText(ServiceItem service, CellContext<ServiceItem> cell)
    {
        var overridden = service.Overrides.Count > 0 ? " (overridden)" : "";
        return service.Blocked is { } blocked
            ? $"{service.State}{overridden}: {cell.Cut(blocked, 60)}"
            : service.State + overridden;
    }
}
