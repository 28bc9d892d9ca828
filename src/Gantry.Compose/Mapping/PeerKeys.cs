using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>Keys by which a service makes itself known: <c>expose</c>, <c>container_name</c>, <c>mac_address</c>, and how it looks up others.</summary>
internal static class PeerKeys
{
    private static readonly string[] Protocols = ["tcp", "udp", "sctp"];

    public static List<string> Expose(Value value)
    {
        var ports = new List<string>();
        foreach (var item in value.Items())
        {
            if (item.Anything() is not { Length: > 0 } text)
                continue;
            var slash = text.IndexOf('/');
            var isProtocol = slash < 0 || Protocols.Contains(text[(slash + 1)..]);
            if (isProtocol && PortRange.Parse(slash < 0 ? text : text[..slash]) is { First: > 0 })
                ports.Add(text);
            else
                item.Error("bad_port", $"{item.Path} {item.Shown} is not a port in the container.", "Write PORT, FROM-TO or PORT/udp.");
        }

        return ports;
    }

    public static string? ContainerName(Value value)
    {
        if (value.WordIfAny() is not { } name)
            return null;
        if (!ResourceNames.IsEngineName(name) || name.Length < 2)
        {
            value.Log.Warn(value.Position, "bad_name", $"{value.Path} {value.Shown} is not the name of a container and has no effect.", "Write two or more letters, digits and _ . - of which the first is a letter or digit.");
            return null;
        }

        value.Log.Note(
            value.Position,
            "container_name",
            $"{value.Path}: other services reach it as {ProblemLog.Quote(name)}, but the engine's container has a name of Gantry's, which a second one can take over.",
            "Address it by service: gantry logs, gantry exec.");
        return name;
    }

    public static string? MacAddress(Value value)
    {
        if (value.WordIfAny() is not { } text)
            return null;
        var octets = text.Split(':', '-');
        if (octets.Length == 6 && octets.All(o => o.Length == 2 && o.All(char.IsAsciiHexDigit)))
            return text;
        value.Error("bad_address", $"{value.Path} {value.Shown} is not a MAC address.", "For example 02:42:ac:11:65:43, in quotes.");
        return null;
    }

    public static void Change(ServiceDraft service, Func<NameResolution, NameResolution> change)
    {
        var changed = change(service.Container.Dns ?? new NameResolution());
        var saysNothing = changed is { Servers.Count: 0, Search.Count: 0, Options.Count: 0 };
        service.Container = service.Container with { Dns = saysNothing ? null : changed };
    }

    /// <summary>Empty ones, as unset variables leave them, say nothing.</summary>
    public static List<string> Words(Value value) => [.. value.Items().Select(i => i.WordIfAny()).OfType<string>()];

    public static List<string> Servers(Value value) => Addresses(value, "Name a DNS server by its address, for example 9.9.9.9.");

    public static List<string> Addresses(Value value, string hint)
    {
        var addresses = new List<string>();
        foreach (var item in value.Items())
        {
            if (item.WordIfAny() is not { } text)
                continue;
            if (IpText.Parse(text) is { } address)
                addresses.Add(address);
            else
                item.Error("bad_address", $"{item.Path} {item.Shown} is not an IP address.", hint);
        }

        return addresses;
    }
}
