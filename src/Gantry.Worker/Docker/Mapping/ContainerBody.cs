using System.Globalization;
using Gantry.Model.Services;
using Gantry.Model.Wire;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>From a task's spec to the body of the engine's create call. Pure: the same task gives the same body.</summary>
internal static class ContainerBody
{
    private const long NanosPerTick = 100;

    /// <param name="image">What to run, as the engine knows it on this node.</param>
    /// <param name="resolvers">Addresses of our DNS on the container's networks.</param>
    public static CreateContainer For(AssignedTask task, string clusterId, string image, IReadOnlyList<string> resolvers)
    {
        var spec = task.Container;
        var first = spec.Networks.Count > 0 ? spec.Networks[0] : null;
        return new CreateContainer
        {
            Image = image,
            Hostname = spec.Hostname,
            User = spec.User,
            WorkingDir = spec.WorkingDir,
            Env = [.. spec.Environment.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}")],
            Cmd = spec.Command,
            Entrypoint = spec.Entrypoint,
            Labels = OwnLabels.Of(clusterId, task),
            Healthcheck = spec.HealthCheck is { } check ? Health(check) : null,
            StopSignal = spec.StopSignal,
            StopTimeout = (int)Math.Ceiling(spec.EffectiveStopGracePeriod.TotalSeconds),
            Tty = spec.Tty ? true : null,
            OpenStdin = spec.StdinOpen ? true : null,
            Domainname = spec.Domainname,
            MacAddress = spec.MacAddress ?? first?.MacAddress,
            ExposedPorts = Exposed(spec),
            HostConfig = HostBody.For(spec, resolvers, first?.Network),
            NetworkingConfig = first is null ? null : new NetworkingConfig(Endpoints(first)),
        };
    }

    /// <summary>
    /// Never an alias: the engine's resolver would answer it by itself and never ask ours, and aliases cannot change
    /// on a live container.
    /// </summary>
    private static EndpointSettings Endpoint(NetworkAttachment attachment) => new()
    {
        Addresses = attachment is { Ipv4Address: null, Ipv6Address: null, LinkLocalIps.Count: 0 }
            ? null
            : new EndpointAddresses { Ipv4Address = attachment.Ipv4Address, Ipv6Address = attachment.Ipv6Address, LinkLocal = NoneIfEmpty(attachment.LinkLocalIps) },
        DriverOpts = attachment.DriverOptions.Count == 0 ? null : attachment.DriverOptions,
        GwPriority = attachment.GatewayPriority,
    };

    /// <summary>Of a network that the made container joins. The first one's address of the interface is the container's own, which every engine takes.</summary>
    public static EndpointSettings FurtherEndpoint(NetworkAttachment attachment) => Endpoint(attachment) with { MacAddress = attachment.MacAddress };

    private static Dictionary<string, EndpointSettings> Endpoints(NetworkAttachment attachment) =>
        new() { [attachment.Network] = Endpoint(attachment) };

    private static HealthcheckConfig Health(HealthCheck check) => new()
    {
        Test = NoneIfEmpty(check.Test),
        Interval = Nanos(check.Interval),
        Timeout = Nanos(check.Timeout),
        StartPeriod = Nanos(check.StartPeriod),
        StartInterval = Nanos(check.StartInterval),
        Retries = check.Retries,
    };

    private static long? Nanos(TimeSpan? span) => span?.Ticks * NanosPerTick;

    // A port that is published on the node is exposed too: engine 20.10 ignores a binding of one that is not.
    private static Dictionary<string, EmptyObject>? Exposed(ContainerSpec spec)
    {
        var keys = spec.HostPorts.Select(HostBody.KeyOf).Concat(spec.Expose.SelectMany(PortsOf)).Distinct().ToList();
        return keys.Count == 0 ? null : keys.ToDictionary(key => key, _ => new EmptyObject());
    }

    // PORT[-PORT][/PROTOCOL]
    private static IEnumerable<string> PortsOf(string exposed)
    {
        var (ports, protocol) = exposed.Split('/') is [var range, var named] ? (range, named) : (exposed, "tcp");
        var ends = ports.Split('-');
        var (first, last) = (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
        return Enumerable.Range(first, last - first + 1).Select(port => $"{port}/{protocol}");
    }

    private static List<T>? NoneIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
