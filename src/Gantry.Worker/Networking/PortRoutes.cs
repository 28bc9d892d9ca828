using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Networking;

/// <summary>
/// Makes the kernel's published ports match a full set. Safe to repeat; the rules outlive the process. Everything lies
/// in one own table <c>ip gantry_…</c>, one rule in DOCKER-USER, and two settings of the container bridges.
/// One caller at a time.
/// </summary>
internal sealed partial class PortRoutes
{
    private const string Tool = "nft";

    private readonly string _table;
    private readonly ForwardRule _forward;
    private readonly ILogger<PortRoutes> _log;

    // What we asked for last, and how the kernel listed it right afterwards. The kernel's listing is compared with
    // itself and not with our text, because every version of nft prints the same rules in its own way.
    private string? _script;
    private string? _listing;
    private IReadOnlyList<string> _bridges = [];

    // Ports of bridges that were seen to, so that a start among many costs no look at all of them.
    private HashSet<string> _hairpins = [];

    // True at first: the last process may have left some.
    private bool _mayHaveUdpFlows = true;

    // Nobody but us puts ours back: once they are gone there is nothing to look for.
    private bool _isRemoved;

    /// <param name="suffix">Tells this server's rules from those of others on the machine: 1 to 20 of
    /// <c>[a-z0-9_]</c>. The same after a restart, or the old rules stay for ever.</param>
    public PortRoutes(string suffix, ILogger<PortRoutes> log)
    {
        if (!Suffix().IsMatch(suffix))
            throw new ArgumentException($"'{suffix}' names no table: use 1 to 20 of a-z, 0-9 and _.", nameof(suffix));
        _table = $"gantry_{suffix}";
        _forward = new ForwardRule(_table);
        _log = log;
    }

    /// <summary>Compares all of it with what the kernel has, and repairs what somebody changed.</summary>
    /// <exception cref="NetworkingException">A tool is missing or the kernel refused; says which and what to do.</exception>
    /// <exception cref="ArgumentException">A route that cannot be: no IPv4, or a port twice. Nothing was changed.</exception>
    public Task<ApplyOutcome> ApplyAsync(PortRouteSet assigned, CancellationToken ct)
    {
        var (wanted, bridges) = Made(assigned);
        return CompareAsync(wanted, bridges, ct);
    }

    /// <summary>
    /// The same, for the many changes of a deployment: what the kernel was given last it still has, so only what is new is
    /// done. Whoever calls this compares now and then.
    /// </summary>
    /// <inheritdoc cref="ApplyAsync" path="/exception"/>
    public async Task FollowAsync(PortRouteSet assigned, CancellationToken ct)
    {
        var (wanted, bridges) = Made(assigned);
        if (wanted.IsEmpty || _script is null)
        {
            await CompareAsync(wanted, bridges, ct);
            return;
        }

        var script = PortRouteScript.Write(_table, wanted, bridges);
        if (script != _script)
        {
            await ReplaceAsync(script, bridges, _bridges, ct);
            ForgetStaleFlows(wanted);
            foreach (var bridge in bridges)
                await LocalBridges.SetRouteLocalnetAsync(bridge, on: true, ct);
        }

        await SetHairpinsAsync(wanted, bridges, ct);
    }

    /// <summary>The ports that the kernel routes for this suffix, whoever wrote that: after a restart, the process before.</summary>
    /// <exception cref="NetworkingException">The tool is missing.</exception>
    public async Task<IReadOnlySet<RoutedPort>> RoutedAsync(CancellationToken ct) =>
        await TryListAsync(ct) is { } listing ? RoutedPorts.In(listing) : new HashSet<RoutedPort>();

    /// <summary>Removes all that carries this suffix, and nothing else. Needs no memory of what was applied.</summary>
    public async Task RemoveAllAsync(CancellationToken ct)
    {
        if (await TryListAsync(ct) is { } listing)
        {
            // Before the table, which holds the guard.
            foreach (var bridge in GuardedBridges(listing))
            {
                await LocalBridges.SetRouteLocalnetAsync(bridge, on: false, ct);
                foreach (var port in LocalBridges.PortsOf(bridge))
                    await LocalBridges.SetHairpinAsync(port, on: false, ct);
            }

            await RunAsync(["delete", "table", "ip", _table], "", ct);
        }

        await _forward.RemoveAsync(ct);
        (_script, _listing) = (null, null);
    }

    // A network that is still to be made has no bridge and nobody on it. While the engine makes it, which takes rules of the
    // engine's own, ours stay as they are: both would wait for the kernel.
    private static (PortRouteSet Wanted, IReadOnlyList<string> Bridges) Made(PortRouteSet assigned)
    {
        var connected = LocalBridges.In(assigned.ContainerSubnets);
        var wanted = assigned with { ContainerSubnets = [.. assigned.ContainerSubnets.Where(s => connected.Any(c => s.Contains(c.Range.BaseAddress)))] };
        return (wanted, [.. connected.Select(c => c.Interface).Distinct().Order(StringComparer.Ordinal)]);
    }

    private async Task<ApplyOutcome> CompareAsync(PortRouteSet wanted, IReadOnlyList<string> bridges, CancellationToken ct)
    {
        if (wanted.IsEmpty)
            return await ApplyNothingAsync(wanted, ct);

        _isRemoved = false;
        var script = PortRouteScript.Write(_table, wanted, bridges);
        var listing = await TryListAsync(ct);

        // Nobody listed what was followed since.
        var isSame = script == _script && _listing is not null;
        var isChanged = !isSame || listing is null || listing != _listing;
        if (isChanged)
        {
            await ReplaceAsync(script, bridges, GuardedBridges(listing), ct);
            _listing = await TryListAsync(ct);
            ForgetStaleFlows(wanted);
        }

        // Every part is looked at, also when the first was amiss.
        isChanged |= await _forward.EnsureAsync(ct);
        foreach (var bridge in bridges)
            isChanged |= await LocalBridges.SetRouteLocalnetAsync(bridge, on: true, ct);
        _hairpins = [];
        await SetHairpinsAsync(wanted, bridges, ct);

        if (!isChanged)
            return ApplyOutcome.Unchanged;
        if (!isSame)
            return ApplyOutcome.Applied;
        LogRepaired(_table);
        return ApplyOutcome.Repaired;
    }

    // A node without networks and published ports keeps none of our rules: a server that is stopped then leaves no trace.
    private async Task<ApplyOutcome> ApplyNothingAsync(PortRouteSet nothing, CancellationToken ct)
    {
        if (_isRemoved)
            return ApplyOutcome.Unchanged;
        await RemoveAllAsync(ct);
        ForgetStaleFlows(nothing);
        _isRemoved = true;
        return ApplyOutcome.Applied;
    }

    // Until it has worked, what the kernel has is not known.
    private async Task ReplaceAsync(string script, IReadOnlyList<string> bridges, IReadOnlyList<string> guarded, CancellationToken ct)
    {
        (_script, _listing) = (null, null);

        // A bridge that leaves the set loses its guard, so it loses the permission first.
        foreach (var bridge in guarded.Except(bridges))
            await LocalBridges.SetRouteLocalnetAsync(bridge, on: false, ct);

        await RunAsync(["-f", "-"], script, ct);
        (_script, _bridges) = (script, bridges);
    }

    // No change worth telling: every container that starts brings a new port.
    private async Task SetHairpinsAsync(PortRouteSet wanted, IReadOnlyList<string> bridges, CancellationToken ct)
    {
        if (wanted.Routes.Count == 0)
            return;
        var ports = bridges.SelectMany(LocalBridges.PortsOf).ToHashSet();
        foreach (var port in ports.Except(_hairpins))
            await LocalBridges.SetHairpinAsync(port, on: true, ct);
        _hairpins = ports;
    }

    private void ForgetStaleFlows(PortRouteSet wanted)
    {
        var hasUdp = wanted.Routes.Any(route => route.Protocol == PortProtocol.Udp);

        // The walk is over all connections of the host: not for servers that never publish a UDP port.
        if (hasUdp || _mayHaveUdpFlows)
        {
            var forgotten = UdpFlowTable.Forget(flow => flow.IsStale(wanted, LocalBridges.IsLocal));
            if (forgotten > 0)
                LogForgotten(forgotten);
        }

        _mayHaveUdpFlows = hasUdp;
    }

    /// <summary>The bridges that the kernel's table names.</summary>
    private static List<string> GuardedBridges(string? listing)
    {
        if (listing is null)
            return [];
        using var document = JsonDocument.Parse(listing);
        var bridges = new List<string>();
        foreach (var item in document.RootElement.GetProperty("nftables").EnumerateArray())
        {
            if (!item.TryGetProperty("set", out var set) || !set.GetProperty("name").ValueEquals("bridges"))
                continue;
            if (set.TryGetProperty("elem", out var elements))
                bridges.AddRange(elements.EnumerateArray().Select(element => element.GetString()).OfType<string>());
        }

        return bridges;
    }

    /// <returns>The table with its handles, or null when there is none.</returns>
    private async Task<string?> TryListAsync(CancellationToken ct)
    {
        var run = await ToolRun.TryRunAsync(Tool, ["-j", "-s", "list", "table", "ip", _table], "", ct)
            ?? throw NotInstalled();
        return run.IsOk ? run.Output : null;
    }

    private static async Task RunAsync(IReadOnlyList<string> arguments, string input, CancellationToken ct)
    {
        var run = await ToolRun.TryRunAsync(Tool, arguments, input, ct) ?? throw NotInstalled();
        if (!run.IsOk)
            throw new NetworkingException($"'{Tool} {string.Join(' ', arguments)}' failed: {run.Errors.Trim()}");
    }

    private static NetworkingException NotInstalled() =>
        new("The command 'nft' was not found, so no port can be published. Install the package nftables.");

    [GeneratedRegex("^[a-z0-9_]{1,20}$")]
    private static partial Regex Suffix();

    [LoggerMessage(LogLevel.Debug, "{Count} UDP flows follow the new routes")]
    partial void LogForgotten(int count);

    [LoggerMessage(LogLevel.Warning, "Somebody had changed the rules of published ports in table {Table}; they are repaired")]
    partial void LogRepaired(string table);
}
