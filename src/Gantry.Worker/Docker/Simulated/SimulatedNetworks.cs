using System.Globalization;
using System.Net;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

internal sealed class SimulatedNetworks(SimulatedState state) : IEngineNetworks
{
    public async Task<string> CreateAsync(CreateNetwork body, CancellationToken ct)
    {
        var call = new EngineCall("create network", body.Name);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            if (state.Network(body.Name) is not null)
                throw SimulatedAnswers.Conflict(call, $"network with name {body.Name} already exists");
            var subnet = body.Addressing?.Config is [{ Subnet: { } text }, ..] ? IPNetwork.Parse(text) : FreeSubnet(call);
            if (state.Networks.Exists(n => n.Overlaps(subnet)))
                throw SimulatedAnswers.Forbidden(call, "Pool overlaps with other one on this address space");
            return Add(state, body, subnet).Id;
        }
    }

    public async Task<NetworkDetails> InspectAsync(string network, CancellationToken ct)
    {
        var call = new EngineCall("inspect network", network);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var found = Find(call, network);
            return found.Details(Members(found));
        }
    }

    public async Task<IReadOnlyList<NetworkDetails>> ListAsync(EngineFilter filter, CancellationToken ct)
    {
        var call = new EngineCall("list networks");
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
            return [.. state.Networks.Where(n => Matches(call, filter, n)).Select(n => n.Details(members: []))];
    }

    public async Task RemoveAsync(string network, CancellationToken ct)
    {
        var call = new EngineCall("remove network", network);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var found = Find(call, network);
            if (found.IsPredefined)
                throw SimulatedAnswers.Forbidden(call, $"{network} is a pre-defined network and cannot be removed");
            if (Members(found).Any())
            {
                throw SimulatedAnswers.Forbidden(call,
                    $"error while removing network: network {found.Body.Name} id {found.Id} has active endpoints");
            }

            state.Networks.Remove(found);
            Tell(state, found, "destroy");
        }
    }

    public async Task ConnectAsync(string network, string container, EndpointSettings endpoint, CancellationToken ct)
    {
        var call = new EngineCall($"connect container '{container}' to network", network);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var (to, member) = (Find(call, network), state.Container(call, container));
            if (member.Endpoints.ContainsKey(to.Body.Name))
                throw SimulatedAnswers.Forbidden(call, $"endpoint with name {member.Name} already exists in network {to.Body.Name}");
            if (!member.IsRunning)
            {
                member.Endpoints[to.Body.Name] = endpoint;
                return;
            }

            var address = to.Take(endpoint.Addresses?.Ipv4Address) ?? throw SimulatedAnswers.Forbidden(call, "Address already in use");
            member.Endpoints[to.Body.Name] = SimulatedPlacement.Placed(endpoint, to, address);
        }
    }

    public async Task DisconnectAsync(string network, string container, bool force, CancellationToken ct)
    {
        var call = new EngineCall($"disconnect container '{container}' from network", network);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var (from, member) = (Find(call, network), state.Container(call, container));
            if (!member.Endpoints.Remove(from.Body.Name, out var endpoint))
                throw SimulatedAnswers.Forbidden(call, $"container {member.Id} is not connected to network {from.Body.Name}");
            if (endpoint.IpAddress is { Length: > 0 } address)
                from.Return(address);
        }
    }

    /// <summary>Under the state's lock.</summary>
    public static SimulatedNetwork Add(SimulatedState state, CreateNetwork body, IPNetwork subnet)
    {
        var network = new SimulatedNetwork(state.NextId(), body, subnet, state.Time.GetUtcNow());
        state.Networks.Add(network);
        Tell(state, network, "create");
        return network;
    }

    private static void Tell(SimulatedState state, SimulatedNetwork network, string action) => state.Events.Tell(
        "network", action, network.Id,
        new Dictionary<string, string> { ["name"] = network.Body.Name, ["type"] = network.Body.Driver ?? "bridge" });

    private static bool Matches(EngineCall call, EngineFilter filter, SimulatedNetwork network) =>
        filter.Terms.All(term => term.Key switch
        {
            "label" => term.Value.TrueForAll(label => SimulatedState.HasLabel(network.Body.Labels, label)),
            "name" => term.Value.Exists(n => network.Body.Name.Contains(n, StringComparison.Ordinal)),
            "id" => term.Value.Exists(i => network.Id.StartsWith(i, StringComparison.Ordinal)),
            _ => throw SimulatedAnswers.BadRequest(call, $"Invalid filter '{term.Key}'"),
        });

    private IEnumerable<SimulatedContainer> Members(SimulatedNetwork network) =>
        state.Containers.Where(c => c.IsRunning && c.Endpoints.ContainsKey(network.Body.Name));

    // The engine's default pools: 172.17 to 172.31, a /16 each, and then no more.
    private IPNetwork FreeSubnet(EngineCall call)
    {
        for (var second = 17; second < 32; second++)
        {
            var subnet = IPNetwork.Parse(string.Create(CultureInfo.InvariantCulture, $"172.{second}.0.0/16"));
            if (!state.Networks.Exists(n => n.Overlaps(subnet)))
                return subnet;
        }

        throw SimulatedAnswers.ServerError(
            call, "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network");
    }

    private SimulatedNetwork Find(EngineCall call, string network) =>
        state.Network(network) ?? throw SimulatedAnswers.NotFound(call, $"network {network} not found");
}
