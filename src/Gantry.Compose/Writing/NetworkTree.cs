using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Model.Services;
using static Gantry.Compose.Writing.ComposeTree;

namespace Gantry.Compose.Writing;

/// <summary>How a service reaches others and is reached, but for its networks as a whole.</summary>
internal static class NetworkTree
{
    public static void Add(JsonObject tree, ServiceSpec service)
    {
        var container = service.Container;
        var dns = container.Dns ?? new NameResolution();
        tree
            .Add("container_name", service.ContainerName is not null, () => Text(service.ContainerName!))
            .Add("dns", dns.Servers.Count > 0, () => Texts(dns.Servers))
            .Add("dns_opt", dns.Options.Count > 0, () => Texts(dns.Options))
            .Add("dns_search", dns.Search.Count > 0, () => Texts(dns.Search))
            .Add("domainname", container.Domainname is not null, () => Text(container.Domainname!))
            .Add("expose", container.Expose.Count > 0, () => Texts(container.Expose))
            .Add("links", service.Links.Count > 0, () => Texts(service.Links.Select(l => l.Alias == l.Service ? l.Service : $"{l.Service}:{l.Alias}")))
            .Add("mac_address", container.MacAddress is not null, () => container.MacAddress);
    }

    public static JsonObject? Of(NetworkAttachment network)
    {
        var tree = new JsonObject()
            .Add("aliases", network.Aliases.Count > 0, () => Texts(network.Aliases))
            .Add("driver_opts", network.DriverOptions.Count > 0, () => Texts(network.DriverOptions))
            .Add("gw_priority", network.GatewayPriority is not null, () => network.GatewayPriority)
            .Add("ipv4_address", network.Ipv4Address is not null, () => network.Ipv4Address)
            .Add("ipv6_address", network.Ipv6Address is not null, () => network.Ipv6Address)
            .Add("link_local_ips", network.LinkLocalIps.Count > 0, () => Texts(network.LinkLocalIps))
            .Add("mac_address", network.MacAddress is not null, () => network.MacAddress)
            .Add("priority", network.Priority != 0, () => network.Priority);
        return tree.Count == 0 ? null : tree;
    }

    public static JsonObject Of(PublishedPort port) => new JsonObject
    {
        ["mode"] = port.Mode is PublishMode.Host ? "host" : "ingress",
        ["protocol"] = port.Protocol,
        ["target"] = port.Target,
    }
        .Add("app_protocol", port.AppProtocol is not null, () => Text(port.AppProtocol!))
        .Add("host_ip", port.HostIp is not null, () => port.HostIp)
        .Add("name", port.Name is not null, () => Text(port.Name!))
        .Add("published", port.Published > 0, () => port.Published.ToString(CultureInfo.InvariantCulture))
        .Add("published", port.ChosenFrom is not null, () => $"{port.ChosenFrom}");
}
