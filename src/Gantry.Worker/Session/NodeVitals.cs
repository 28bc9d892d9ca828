using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Networking;
using Gantry.Worker.Tasks;

namespace Gantry.Worker.Session;

/// <summary>What a worker tells of its node: what it is made of, how busy it is, whether its engine answers.</summary>
internal sealed class NodeVitals(NodeEngine node, EngineWatch engine, Func<NodeUsage> usage)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    private volatile NodeFacts? _facts;

    public async Task<Heartbeat> HeartbeatAsync(NodeId id, CancellationToken ct)
    {
        var facts = await FactsAsync(ct);
        var (ranges, volumes) = (ForeignRangesAsync(ct), AskAsync(node.Volumes.ForeignAsync, ct));
        return new Heartbeat(id, facts, usage(), engine.Problem)
        {
            ForeignRanges = await ranges,
            RefusedRanges = node.Networks.Refused,
            ForeignVolumes = await volumes,
        };
    }

    /// <summary>Asked once: an engine that is away leaves the facts unknown until it is back.</summary>
    public async Task<NodeFacts> FactsAsync(CancellationToken ct)
    {
        if (_facts is { } known)
            return known;
        try
        {
            var version = await node.Engine.VersionAsync(ct);
            var info = await node.Engine.InfoAsync(ct);
            var disk = new DriveInfo("/");
            return _facts = new NodeFacts(
                info.OsType ?? "linux", ArchitectureOf(info.Architecture), version.Version, version.ApiVersion, info.Cpus, info.MemTotal, disk.TotalSize);
        }
        catch (EngineException)
        {
            return NodeFacts.Unknown;
        }
    }

    public Task<IReadOnlyList<string>?> ForeignRangesAsync(CancellationToken ct) => AskAsync(node.Networks.ForeignRangesAsync, ct);

    /// <returns>Null where the engine does not answer soon.</returns>
    private async Task<IReadOnlyList<string>?> AskAsync(Func<CancellationToken, Task<IReadOnlyList<string>>> ask, CancellationToken ct)
    {
        // A heartbeat must not wait for an engine that hangs.
        if (engine.Problem is not null)
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AnswerWithin);
        try
        {
            return await ask(patience.Token);
        }
        catch (Exception unknown) when (unknown is EngineException or NetworkingException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    // The engine speaks the kernel's words here and the images' words everywhere else.
    private static string ArchitectureOf(string? kernel) => kernel switch
    {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "armv7l" => "arm",
        null => "",
        _ => kernel,
    };
}
