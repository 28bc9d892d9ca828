using System.Globalization;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>What a container takes of its host: networks and volumes when created, addresses and ports when started.</summary>
internal static class SimulatedPlacement
{
    public static void Attach(SimulatedState state, SimulatedContainer container)
    {
        var body = container.Body;
        foreach (var (network, endpoint) in Networks(body.NetworkingConfig?.EndpointsConfig, body.HostConfig?.NetworkMode))
            container.Endpoints[network] = endpoint;
        foreach (var (name, path) in Volumes(body.HostConfig ?? new HostConfig(), body.Volumes))
        {
            var volume = name ?? state.NextId();
            SimulatedVolumes.Ensure(state, new CreateVolume(volume));
            container.Volumes.Add((volume, path, IsAnonymous: name is null));
        }
    }

    /// <exception cref="EngineException">A network is missing, an address or a port is taken. Nothing stays occupied then.</exception>
    public static void Occupy(SimulatedState state, EngineCall call, SimulatedContainer container)
    {
        foreach (var port in HostPorts(container))
        {
            if (state.ForeignPorts.Contains(port) || state.Containers.Any(c => c.IsRunning && HostPorts(c).Contains(port)))
            {
                throw SimulatedAnswers.ServerError(call, "driver failed programming external connectivity on endpoint "
                    + $"{container.Name}: Bind for 0.0.0.0:{port} failed: port is already allocated");
            }
        }

        var networks = container.Endpoints.Keys
            .Select(name => (Name: name, Network: state.Network(name)
                ?? throw SimulatedAnswers.NotFound(call, $"network {name} not found")))
            .ToList();
        var taken = new List<(SimulatedNetwork Network, string Address)>();
        foreach (var (name, network) in networks.Where(n => n.Network.Body.Name is not ("host" or "none")))
        {
            if (network.Take(container.Endpoints[name].Addresses?.Ipv4Address) is not { } address)
            {
                taken.ForEach(t => t.Network.Return(t.Address));
                throw SimulatedAnswers.Forbidden(call, $"no available IPv4 addresses on network {name}, or Address already in use");
            }

            taken.Add((network, address));
            container.Endpoints[name] = Placed(container.Endpoints[name], network, address);
        }
    }

    public static EndpointSettings Placed(EndpointSettings endpoint, SimulatedNetwork network, string address) => endpoint with
    {
        NetworkId = network.Id,
        Gateway = network.Gateway,
        IpAddress = address,
        IpPrefixLength = network.Subnet.PrefixLength,
    };

    /// <summary>As the engine does it: a binding counts only when its port is exposed.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> Published(CreateContainer body) =>
        (body.HostConfig?.PortBindings ?? new Dictionary<string, IReadOnlyList<PortBinding>?>())
            .Where(binding => body.ExposedPorts?.ContainsKey(binding.Key) is true)
            .ToDictionary();

    private static IEnumerable<int> HostPorts(SimulatedContainer container) =>
        Published(container.Body).Values
            .SelectMany(bindings => bindings ?? [])
            .Where(b => !string.IsNullOrEmpty(b.HostPort))
            .Select(b => int.Parse(b.HostPort ?? "", CultureInfo.InvariantCulture));

    private static IEnumerable<KeyValuePair<string, EndpointSettings>> Networks(
        IReadOnlyDictionary<string, EndpointSettings>? endpoints, string? mode)
    {
        if (endpoints is { Count: > 0 })
            return endpoints;
        if (mode?.StartsWith("container:", StringComparison.Ordinal) is true)
            return [];
        return [new(mode is null or "default" ? "bridge" : mode, new EndpointSettings())];
    }

    private static IEnumerable<(string? Name, string Path)> Volumes(
        HostConfig host, IReadOnlyDictionary<string, EmptyObject>? anonymous) =>
    [
        .. (host.Mounts ?? []).Where(m => m.Type == "volume").Select(m => (m.Source, m.Target)),
        .. (host.Binds ?? []).Select(b => b.Split(':')).Where(b => !b[0].StartsWith('/')).Select(b => (b[0], b[1])),
        .. (anonymous?.Keys ?? []).Select(path => ((string?)null, path)),
    ];
}
