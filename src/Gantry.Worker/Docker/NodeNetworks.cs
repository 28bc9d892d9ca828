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
    private readonly HashSet<string> _dropped = [];
    private volatile bool _hasAssignment;
    private volatile Dictionary<string, AssignedNetwork> _assigned = [];

    public void Assign(IReadOnlyList<AssignedNetwork> networks)
    {
        var before = _assigned;
        var now = networks.ToDictionary(n => n.Spec.Name);
        _assigned = now;
        _hasAssignment = true;
        lock (_ready)
        {
            _dropped.UnionWith(before.Values.Where(n => !n.Spec.External).Select(n => n.Spec.Name));
            _dropped.ExceptWith(now.Keys);
        }
    }

    /// <summary>What was seen may not hold any more: the engine restarted, or someone removed a network.</summary>
    public void Forget()
    {
        lock (_ready)
            _ready.Clear();
    }

    /// <summary>Where our DNS answers on the network: the address of the bridge. Null for a network with a range of its own.</summary>
    public IPAddress? GatewayOf(string network) =>
        _assigned.GetValueOrDefault(network)?.Subnet is { } subnet ? NetworkRange.GatewayOf(IPNetwork.Parse(subnet)) : null;

    /// <summary>Ranges of this node that are not ours to give: other networks of the engine, and the machine's interfaces.</summary>
    public async Task<IReadOnlyList<string>> ForeignRangesAsync(CancellationToken ct)
    {
        var networks = await engine.Networks.ListAsync(EngineFilter.None, ct);
        // One of ours that is not assigned any more still stands in the way until its last container has gone. Before the
        // first assignment nobody can tell which those are.
        var ours = networks.Where(n => IsOurs(n) && (!_hasAssignment || _assigned.ContainsKey(n.Name))).SelectMany(n => n.Addressing.Ranges()).ToHashSet();
        var others = networks.SelectMany(n => n.Addressing.Ranges());
        return [.. others.Union(LocalRanges.OfInterfaces()).Where(r => !ours.Contains(r)).Distinct().Order(StringComparer.Ordinal)];
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

    /// <summary>
    /// Removes those that were assigned to this node and are not any more. Those in use stay until the next time. Asks the
    /// engine nothing when there are none.
    /// </summary>
    public async Task RemoveDroppedAsync(CancellationToken ct)
    {
        lock (_ready)
        {
            if (_dropped.Count == 0)
                return;
        }

        await RemoveUnusedAsync(ct);
    }

    /// <summary>Removes our networks that nothing on this node needs any more. Those in use stay until the next time.</summary>
    public async Task RemoveUnusedAsync(CancellationToken ct)
    {
        // Nothing is made meanwhile: a network that is assigned again would be found ready and then be gone.
        await _one.WaitAsync(ct);
        try
        {
            var ours = await engine.Networks.ListAsync(EngineFilter.Label($"{OwnLabels.Cluster}={clusterId}"), ct);
            lock (_ready)
                _dropped.IntersectWith(ours.Select(n => n.Name));
            foreach (var network in ours.Where(n => !_assigned.ContainsKey(n.Name)))
                await RemoveAsync(network, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task RemoveAsync(NetworkDetails network, CancellationToken ct)
    {
        lock (_ready)
            _ready.Remove(network.Name);
        try
        {
            await engine.Networks.RemoveAsync(network.Id, ct);
        }
        catch (EngineException inUse) when (inUse.Failure == EngineFailure.Refused && !inUse.IsNotFound)
        {
            // A container is still on it; its runner removes that first.
            return;
        }
        catch (EngineException gone) when (gone.IsNotFound)
        {
            // Somebody else removed it.
        }

        lock (_ready)
            _dropped.Remove(network.Name);
    }

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

        if (existing is not null && IsOurs(existing) && assigned.Subnet is { } subnet && !existing.Addressing.HasRange(subnet))
        {
            // Made with a range that was given up since. Containers that are still on it keep it until they are gone.
            await engine.Networks.RemoveAsync(existing.Id, ct);
            existing = null;
        }

        if (existing is null)
            await CreateAsync(assigned, ct);
        else if (!IsOurs(existing))
            throw EngineException.Refused(null, new EngineCall("make the network", network), "a network of that name exists that Gantry did not make: remove it, or declare it external");
    }

    private async Task CreateAsync(AssignedNetwork assigned, CancellationToken ct)
    {
        try
        {
            await engine.Networks.CreateAsync(BodyOf(assigned), ct);
        }
        catch (EngineException overlap) when (overlap.Reason.Contains("overlaps", StringComparison.Ordinal) && assigned.Spec.Subnet is null)
        {
            throw new RangeTakenException(assigned.Spec.Name, assigned.Subnet, overlap);
        }
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

    private bool IsOurs(NetworkDetails network) => network.Labels.GetValueOrDefault(OwnLabels.Cluster) == clusterId;

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
