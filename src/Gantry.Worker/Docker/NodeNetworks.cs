using System.Net;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>
/// The networks that tasks of this node are on: ours are made when first needed, with the range that the manager gave; those
/// that are external are looked at for the range that they have.
/// </summary>
/// <param name="interfaces">Ranges of the machine's interfaces, CIDR.</param>
/// <param name="learned">Told the ranges of all external networks by name whenever one of them changed.</param>
internal sealed class NodeNetworks(
    IEngine engine, string clusterId, Func<IReadOnlyList<string>> interfaces, Action<IReadOnlyDictionary<string, ExternalRange>> learned) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ChangeSignal _made = new();
    private readonly HashSet<string> _ready = [];
    private readonly HashSet<string> _dropped = [];
    private readonly RangeRefusals _refusals = new(interfaces);
    private volatile bool _hasAssignment;
    private volatile Dictionary<string, AssignedNetwork> _assigned = [];
    private volatile Dictionary<string, ExternalRange>? _external;

    /// <summary>Ranges that were assigned and cannot be used.</summary>
    public IReadOnlyList<RefusedRange> Refused => _refusals.Among(_assigned);

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

    /// <summary>Where our DNS answers on the network: the address of the bridge. Null while that is not known.</summary>
    public IPAddress? GatewayOf(string network)
    {
        if (_assigned.GetValueOrDefault(network) is not { } assigned)
            return null;
        if (assigned.Spec.External)
            return _external?.GetValueOrDefault(network) is { } range ? IPAddress.Parse(range.Gateway) : null;
        return assigned.Subnet is { } subnet ? NetworkRange.GatewayOf(IPNetwork.Parse(subnet), assigned.Gateway) : null;
    }

    /// <summary>Looks at every external network that is assigned: they come, go and change without us.</summary>
    public async Task LearnAsync(CancellationToken ct)
    {
        // The engine is asked nothing where there are none, and there were none.
        var wanted = _assigned.Values.Where(n => n.Spec.External).Select(n => n.Spec.Name).ToList();
        if (wanted.Count == 0 && _external is null or { Count: 0 })
            return;
        await _one.WaitAsync(ct);
        try
        {
            var seen = new Dictionary<string, ExternalRange>();
            foreach (var network in wanted)
            {
                if (await FindAsync(network, ct) is { } details && ExternalRange.Of(details) is { } range)
                    seen[network] = range;
            }

            Become(seen);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Completes when the next one is made: until the manager hears of it, it cannot say how the file's differs.</summary>
    public Task NextMade => _made.Next;

    /// <summary>What the engine has now, in one call.</summary>
    public async Task<NetworkSurvey> SurveyAsync(CancellationToken ct)
    {
        // The engine makes a network's interface before it lists the network: what was assigned to us is ours, or on its way.
        // Who else has that range is told by the engine, which refuses ours and lists theirs.
        var ofMachine = interfaces().Except(_assigned.Values.Select(n => n.Subnet).OfType<string>());
        var networks = await engine.Networks.ListAsync(EngineFilter.None, ct);

        // One of ours that is not assigned any more still stands in the way until its last container has gone. Before the
        // first assignment nobody can tell which those are.
        var ours = networks.Where(n => IsOurs(n) && (!_hasAssignment || _assigned.ContainsKey(n.Name))).SelectMany(n => n.Addressing.Ranges()).ToHashSet();
        var others = networks.SelectMany(n => n.Addressing.Ranges());
        return new NetworkSurvey(
            [.. others.Union(ofMachine).Where(r => !ours.Contains(r)).Distinct().Order(StringComparer.Ordinal)],
            [
                .. from network in networks
                   where IsOurs(network)
                   let assigned = _assigned.GetValueOrDefault(network.Name)
                   where assigned is { Spec.External: false }
                   orderby network.Name
                   select NetworkBody.SpecOf(network, assigned.Spec),
            ]);
    }

    /// <exception cref="EngineException">It cannot be made, or a foreign one has its name.</exception>
    public async Task EnsureAsync(string network, CancellationToken ct)
    {
        if (IsReady(network))
            return;

        // One at a time: the engine makes twins when asked for the same name at once. Who waited finds it made.
        await _one.WaitAsync(ct);
        try
        {
            if (IsReady(network) || !await MakeAsync(network, ct))
                return;
            lock (_ready)
                _ready.Add(network);
            _made.Raise();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Removes those that were assigned to this node and are not any more, once no task is on them. Asks the engine nothing when
    /// there are none, and once for each: what it refuses is left to <see cref="RemoveUnusedAsync"/>.
    /// </summary>
    /// <param name="inUse">Networks that tasks of this node have containers on; called only where it matters.</param>
    public async Task RemoveDroppedAsync(Func<IReadOnlySet<string>> inUse, CancellationToken ct)
    {
        IReadOnlySet<string> used;
        lock (_ready)
        {
            if (_dropped.Count == 0 || _dropped.IsSubsetOf(used = inUse()))
                return;
        }

        await RemoveUnusedAsync(used, ct);
    }

    /// <summary>Removes our networks that nothing on this node needs any more. Those in use stay until the next time.</summary>
    /// <param name="inUse">Networks that tasks of this node have containers on.</param>
    public async Task RemoveUnusedAsync(IReadOnlySet<string> inUse, CancellationToken ct)
    {
        // Nothing is made meanwhile: a network that is assigned again would be found ready and then be gone.
        await _one.WaitAsync(ct);
        try
        {
            var ours = await engine.Networks.ListAsync(EngineFilter.Label($"{OwnLabels.Cluster}={clusterId}"), ct);
            lock (_ready)
                _dropped.IntersectWith(ours.Select(n => n.Name));

            // One that tasks are on would be refused, at each of the many changes of a stack that goes.
            foreach (var network in ours.Where(n => !_assigned.ContainsKey(n.Name) && !inUse.Contains(n.Name)))
                await RemoveAsync(network, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private bool IsReady(string network)
    {
        lock (_ready)
            return _ready.Contains(network);
    }

    private async Task RemoveAsync(NetworkDetails network, CancellationToken ct)
    {
        lock (_ready)
        {
            _ready.Remove(network.Name);
            _dropped.Remove(network.Name);
        }

        try
        {
            await engine.Networks.RemoveAsync(network.Id, ct);
        }
        catch (EngineException inUse) when (inUse.Failure == EngineFailure.Refused)
        {
            // Somebody else removed it, or a container of theirs is still on it.
        }
    }

    /// <returns>Whether it is ours, and need not be looked at again.</returns>
    private async Task<bool> MakeAsync(string network, CancellationToken ct)
    {
        var assigned = _assigned.GetValueOrDefault(network)
            ?? throw EngineException.Refused(null, new EngineCall("join the network", network), "the manager has not assigned it to this node");
        var existing = await FindAsync(network, ct);
        if (assigned.Spec.External)
        {
            Join(network, existing);
            return false;
        }

        if (assigned.Subnet is null)
            throw NoRangeException.NotGiven(network, assigned.Problem);
        if (existing is not null && IsOurs(existing) && !existing.Addressing.HasRange(assigned.Subnet))
        {
            // Made with a range that was given up since. Containers that are still on it keep it until they are gone.
            await engine.Networks.RemoveAsync(existing.Id, ct);
            existing = null;
        }

        if (existing is null)
            await CreateAsync(assigned, assigned.Subnet, ct);
        else if (!IsOurs(existing))
            throw EngineException.Refused(null, new EngineCall("make the network", network), "a network of that name exists that Gantry did not make: remove it, or declare it external");
        return true;
    }

    private void Join(string network, NetworkDetails? existing)
    {
        var problem = existing is null ? "it is external and does not exist on this node: create it first" : ExternalRange.Problem(existing);
        if (problem is not null || existing is null || ExternalRange.Of(existing) is not { } range)
            throw EngineException.Refused(null, new EngineCall("join the network", network), problem ?? "its range cannot be read");
        Become(new Dictionary<string, ExternalRange>(_external ?? []) { [network] = range });
    }

    private void Become(Dictionary<string, ExternalRange> seen)
    {
        if (_external is { } known && known.Count == seen.Count && seen.All(s => known.GetValueOrDefault(s.Key) == s.Value))
            return;
        _external = seen;
        learned(seen);
    }

    private async Task CreateAsync(AssignedNetwork assigned, string subnet, CancellationToken ct)
    {
        // A range that the file wrote is the user's business: the engine says what is wrong with it.
        if (assigned.Spec.Subnet is null && !_refusals.IsUsable(assigned, subnet))
            throw _refusals.Refuse(assigned, subnet, cause: null);
        try
        {
            await engine.Networks.CreateAsync(NetworkBody.For(assigned.Spec, assigned.Stack, clusterId, subnet), ct);
            _refusals.Accept(assigned);
        }
        catch (EngineException overlap) when (overlap.Reason.Contains("overlap", StringComparison.Ordinal) && assigned.Spec.Subnet is null)
        {
            throw _refusals.Refuse(assigned, subnet, overlap);
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
}
