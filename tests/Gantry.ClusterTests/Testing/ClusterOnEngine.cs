using Gantry.DockerTests.Testing;
using Gantry.Model.Ids;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Networking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.ClusterTests.Testing;

/// <summary>What a cluster has on the engine, seen from beside it: the engine is asked, never the server.</summary>
internal sealed class ClusterOnEngine(DockerEngine engine, string clusterId)
{
    private EngineFilter Ours { get; } = EngineFilter.Label($"{OwnLabels.Cluster}={clusterId}");

    public async Task<IReadOnlyList<ClusterContainer>> ContainersAsync(CancellationToken ct) =>
        [.. (await engine.Containers.ListAsync(Ours, all: true, ct)).Select(ClusterContainer.From)];

    public async Task<IReadOnlyList<ClusterContainer>> RunningAsync(string stack, CancellationToken ct) =>
        [.. (await ContainersAsync(ct)).Where(c => c.Stack == stack && c.IsRunning).OrderBy(c => c.Slot, StringComparer.Ordinal)];

    public async Task<IReadOnlyList<string>> NetworksAsync(CancellationToken ct) =>
        [.. (await engine.Networks.ListAsync(Ours, ct)).Select(n => n.Name)];

    /// <summary>When each running container of the stack started: what must be the same after a restart of the server.</summary>
    public async Task<IReadOnlyList<string>> StartsAsync(string stack, CancellationToken ct)
    {
        var starts = new List<string>();
        foreach (var container in await RunningAsync(stack, ct))
            starts.Add($"{container.Name} {container.Id} started at {(await engine.Containers.InspectAsync(container.Id, ct)).State.StartedAt:O}");
        return starts;
    }

    public Task<ContainerDetails> InspectAsync(string container, CancellationToken ct) => engine.Containers.InspectAsync(container, ct);

    public Task KillAsync(string container, CancellationToken ct) => engine.Containers.KillAsync(container, "SIGKILL", ct);

    public Task RemoveAsync(string container, CancellationToken ct) => engine.Containers.RemoveAsync(container, force: true, volumes: true, ct);

    private string Rules { get; } = $"gantry_{clusterId[..RandomId.ShownLength]}";

    /// <summary>Takes everything of the cluster off this machine, its network rules too.</summary>
    /// <param name="engineGoesToo">The engine is thrown away next: files of containers go with it.</param>
    public async Task RemoveAllAsync(bool engineGoesToo, CancellationToken ct)
    {
        // First: nothing that an engine refuses may keep them.
        await new PortRoutes(clusterId[..RandomId.ShownLength], NullLogger<PortRoutes>.Instance).RemoveAllAsync(ct);
        foreach (var container in await ContainersAsync(ct))
        {
            try
            {
                await IgnoreMissingAsync(engine.Containers.RemoveAsync(container.Id, force: true, volumes: true, ct));
            }
            catch (EngineException e) when (engineGoesToo && e.Failure == EngineFailure.Refused)
            {
                // A dockerd 20.10 that is stopped leaves the file system of a container mounted now and then. The next one mounts
                // it over that, takes away one of the two when the container ends, and cannot remove it as long as it runs.
            }
        }

        foreach (var network in await engine.Networks.ListAsync(Ours, ct))
            await IgnoreMissingAsync(engine.Networks.RemoveAsync(network.Id, ct));
        foreach (var volume in await engine.Volumes.ListAsync(Ours, ct))
            await IgnoreMissingAsync(engine.Volumes.RemoveAsync(volume.Name, force: true, ct));
    }

    /// <returns>Everything that carries the cluster's name on this machine; empty when it left nothing.</returns>
    public async Task<IReadOnlyList<string>> TracesAsync(CancellationToken ct) =>
    [
        .. await RulesAsync(ct),
        .. (await ContainersAsync(ct)).Select(c => $"container {c.Name}"),
        .. (await NetworksAsync(ct)).Select(n => $"network {n}"),
        .. (await engine.Volumes.ListAsync(Ours, ct)).Select(v => $"volume {v.Name}"),
    ];

    /// <returns>Its nftables table and its rule in the engine's chain.</returns>
    public async Task<IReadOnlyList<string>> RulesAsync(CancellationToken ct)
    {
        var tables = await HostTool.RunAsync(ct, "nft", "list", "tables");
        var rules = await HostTool.RunAsync(ct, "iptables", "-w", "-S", "DOCKER-USER");
        return [.. $"{tables}\n{rules}".Split('\n').Where(line => line.Contains(Rules, StringComparison.Ordinal))];
    }

    private static async Task IgnoreMissingAsync(Task removal)
    {
        try
        {
            await removal;
        }
        catch (EngineException e) when (e.IsNotFound)
        {
            // Somebody was faster.
        }
    }
}
