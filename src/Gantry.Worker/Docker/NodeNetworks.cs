using System.Net;
using Gantry.Model.Networks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>The networks that tasks of this node are on: made when first needed, with the range that the manager gave.</summary>
internal sealed class NodeNetworks(IEngine engine, string clusterId) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HashSet<string> _ready = [];
    private volatile Dictionary<string, AssignedNetwork> _assigned = [];

    public void Assign(IReadOnlyList<AssignedNetwork> networks) => _assigned = networks.ToDictionary(n => n.Spec.Name);

    /// <summary>What was seen may not hold any more: the engine restarted, or someone removed a network.</summary>
    public void Forget()
    {
        lock (_ready)
            _ready.Clear();
    }

    /// <summary>Where our DNS answers on the network: the address of the bridge. Null for a network with a range of its own.</summary>
    public IPAddress? GatewayOf(string network) =>
        _assigned.GetValueOrDefault(network)?.Subnet is { } subnet ? NetworkRange.GatewayOf(IPNetwork.Parse(subnet)) : null;

    /// <summary>What networks of others occupy on this engine: it refuses two that overlap.</summary>
    public async Task<IReadOnlyList<string>> ForeignRangesAsync(CancellationToken ct)
    {
        var foreign = (await engine.Networks.ListAsync(EngineFilter.None, ct)).Where(n => n.Labels.GetValueOrDefault(OwnLabels.Cluster) != clusterId);
        return [.. foreign.SelectMany(n => n.Addressing?.Config ?? []).Select(c => c.Subnet).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    /// <exception cref="EngineException">It cannot be made, or a foreign one has its name.</exception>
    public async Task EnsureAsync(string network, CancellationToken ct)
    {
        lock (_ready)
        {
            if (_ready.Contains(network))
                return;
        }

        // One at a time: the engine makes twins when asked for the same name at once.
        await _one.WaitAsync(ct);
        try
        {
            await MakeAsync(network, ct);
            lock (_ready)
                _ready.Add(network);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Removes our networks that nothing on this node needs any more. Those in use stay until the next time.</summary>
    public async Task RemoveUnusedAsync(CancellationToken ct)
    {
        var ours = await engine.Networks.ListAsync(EngineFilter.Label($"{OwnLabels.Cluster}={clusterId}"), ct);
        foreach (var network in ours.Where(n => !_assigned.ContainsKey(n.Name)))
        {
            try
            {
                await engine.Networks.RemoveAsync(network.Id, ct);
            }
            catch (EngineException inUse) when (inUse.Failure == EngineFailure.Refused)
            {
                // A container is still on it; its runner removes that first.
            }

            lock (_ready)
                _ready.Remove(network.Name);
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task MakeAsync(string network, CancellationToken ct)
    {
        var assigned = _assigned.GetValueOrDefault(network)
            ?? throw EngineException.Refused(null, new EngineCall("join the network", network), "the manager has not assigned it to this node");
        var existing = await FindAsync(network, ct);
        if (assigned.Spec.External)
        {
            if (existing is null)
                throw EngineException.Refused(null, new EngineCall("join the network", network), "it is external and does not exist on this node: create it first");
            return;
        }

        if (existing is null)
            await engine.Networks.CreateAsync(BodyOf(assigned), ct);
        else if (existing.Labels.GetValueOrDefault(OwnLabels.Cluster) != clusterId)
            throw EngineException.Refused(null, new EngineCall("make the network", network), "a network of that name exists that Gantry did not make: remove it, or declare it external");
    }

    private async Task<NetworkDetails?> FindAsync(string network, CancellationToken ct)
    {
        try
        {
            var found = await engine.Networks.InspectAsync(network, ct);
            return found.Name == network ? found : null;
        }
        catch (EngineException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    private CreateNetwork BodyOf(AssignedNetwork assigned) => new(assigned.Spec.Name)
    {
        Driver = assigned.Spec.Driver,
        Internal = assigned.Spec.Internal ? true : null,
        Attachable = assigned.Spec.Attachable ? true : null,
        Options = assigned.Spec.Options.Count == 0 ? null : assigned.Spec.Options,
        Labels = OwnLabels.Of(clusterId, assigned.Stack, assigned.Spec.Labels),
        Addressing = assigned.Subnet is { } subnet
            ? new NetworkAddressing { Config = [new AddressPool(subnet, $"{NetworkRange.GatewayOf(IPNetwork.Parse(subnet))}")] }
            : null,
    };
}
