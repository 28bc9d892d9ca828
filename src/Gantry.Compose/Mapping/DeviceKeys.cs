using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>devices</c> in long form, <c>gpus</c>, and the devices that <c>deploy</c> reserves.</summary>
internal static class DeviceKeys
{
    private const string Gpu = "gpu";

    public static readonly KeyTable<Draft<Device>> Table = new(
        "services.*.devices[]",
        new Dictionary<string, Action<Draft<Device>, Value>>
        {
            ["permissions"] = static (d, v) => d.Value = d.Value with { Permissions = Permissions(v) },
            ["source"] = static (d, v) => d.Value = d.Value with { Source = v.Word() ?? "" },
            ["target"] = static (d, v) => d.Value = d.Value with { Target = v.WordIfAny() ?? "" },
        });

    public static readonly KeyTable<Draft<DeviceRequest>> Gpus = RequestTable("services.*.gpus[]");

    public static readonly KeyTable<Draft<DeviceRequest>> Reserved = RequestTable("services.*.deploy.resources.reservations.devices[]");

    public static void Read(ServiceDraft service, Value value)
    {
        var devices = new List<Device>();
        foreach (var item in value.Items())
        {
            var draft = new Draft<Device>(new Device("", ""));
            Table.Read(item, draft);
            var device = draft.Value;
            if (item.Node is YamlNode.Map map && map["source"] is null or { IsNull: true })
                item.Error("bad_device", $"{item.Path} has no source.", "Add `source:` with the device on the host.");
            else if (device.Source.Contains('=') && !device.Source.StartsWith('/'))
                item.Error("unsupported_value", $"{item.Path} names {ProblemLog.Quote(device.Source)}, a CDI device: they came with Docker Engine 25.0, and this version of Gantry does not ask for them.", "Name the device's path, for example /dev/dri.");
            else if (device.Source.Length > 0)
                devices.Add(device.Target.Length > 0 ? device : device with { Target = device.Source });
        }

        Change(service, d => d with { Mapped = devices });
    }

    public static void ReadRules(ServiceDraft service, Value value) => Change(service, d => d with { CgroupRules = value.Words() });

    /// <summary>Every one of them is a GPU, whatever else it is.</summary>
    public static void ReadGpus(ServiceDraft service, Value value) =>
        AddRequests(service, Requests(value, Gpus).Select(r => r.Capabilities.Contains(Gpu) ? r : r with { Capabilities = [.. r.Capabilities, Gpu] }));

    public static void ReadReserved(ServiceDraft service, Value value) => AddRequests(service, Requests(value, Reserved, needsCapabilities: true));

    private static KeyTable<Draft<DeviceRequest>> RequestTable(string place) => new(
        place,
        new Dictionary<string, Action<Draft<DeviceRequest>, Value>>
        {
            ["capabilities"] = static (d, v) => d.Value = d.Value with { Capabilities = ContainerValues.Words(v) },
            ["count"] = static (d, v) => d.Value = d.Value with { Count = Count(v) },
            ["device_ids"] = static (d, v) => d.Value = d.Value with { Ids = ContainerValues.Words(v) },
            ["driver"] = static (d, v) => d.Value = d.Value with { Driver = v.WordIfAny() },
            ["options"] = static (d, v) => d.Value = d.Value with { Options = v.Texts() },
        });

    private static List<DeviceRequest> Requests(Value value, KeyTable<Draft<DeviceRequest>> table, bool needsCapabilities = false)
    {
        var requests = new List<DeviceRequest>();
        foreach (var item in value.Items())
        {
            var draft = new Draft<DeviceRequest>(new DeviceRequest([]));
            table.Read(item, draft);
            var request = draft.Value;
            if (needsCapabilities && request.Capabilities.Count == 0 && item.Node is YamlNode.Map)
                item.Error("bad_device", $"{item.Path} has no capabilities.", "For example `capabilities: [gpu]`.");
            if (request is { Count: not 0, Ids.Count: > 0 })
                item.Error("conflict", $"{item.Path} has both count and device_ids.", "Keep one of them.");
            requests.Add(request is { Count: 0, Ids.Count: 0 } ? request with { Count = -1 } : request);
        }

        return requests;
    }

    private static void AddRequests(ServiceDraft service, IEnumerable<DeviceRequest> requests) =>
        Change(service, d => d with { Requests = [.. d.Requests, .. requests] });

    private static void Change(ServiceDraft service, Func<DeviceAccess, DeviceAccess> change)
    {
        var changed = change(service.Container.Devices ?? new DeviceAccess());
        var saysNothing = changed is { Mapped.Count: 0, CgroupRules.Count: 0, Requests.Count: 0 };
        service.Container = service.Container with { Devices = saysNothing ? null : changed };
    }

    private static int Count(Value value)
    {
        if (value.Node is YamlNode.Scalar scalar && scalar.Text.Equals("all", StringComparison.OrdinalIgnoreCase))
            return -1;
        return value.Int(least: -1) ?? 0;
    }

    private static string Permissions(Value value)
    {
        var text = value.WordIfAny() ?? "rwm";
        if (text.Any(c => c is not ('r' or 'w' or 'm')))
            value.Error("bad_device", $"{value.Path} must be some of r, w and m, but it is {value.Shown}.");
        return text;
    }
}
