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
        new Dictionary<string, Func<ServiceItem, IEnumerable<string>>>
        {
            ["id"] = service => [service.Id.ToString()],
            ["name"] = service => [service.FullName, service.Name],
            ["stack"] = service => [service.Stack],
            ["mode"] = service => [service.Mode == ServiceMode.Global ? "global" : "replicated"],
            ["state"] = service => [service.State],
            ["image"] = service => [service.Image],
            ["label"] = service => Labels.Of(service.Spec.Labels),
        });

    private static string StateText(ServiceItem service, CellContext<ServiceItem> cell)
    {
        var overridden = service.Overrides.Count > 0 ? " (overridden)" : "";
        return service.Blocked is { } blocked
            ? $"{service.State}{overridden}: {cell.Cut(blocked, 60)}"
            : service.State + overridden;
    }
}
