using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Tasks;

namespace Gantry.Worker.Session;

/// <summary>What a worker tells of its node: what it is made of, how busy it is, whether its engine answers.</summary>
internal sealed class NodeVitals(NodeEngine node, EngineWatch engine, Func<NodeUsage> usage)
{
    /// <summary>Others make networks without telling: looked at every few heartbeats.</summary>
    private const int BeatsBetweenRanges = 5;

    private volatile NodeFacts? _facts;
    private int _beats;

    public async Task<Heartbeat> HeartbeatAsync(NodeId id, CancellationToken ct) =>
        new(id, await FactsAsync(ct), usage(), engine.Problem);

    /// <summary>An engine that is away leaves unknown what was not asked before.</summary>
    public async Task<NodeFacts> FactsAsync(CancellationToken ct)
    {
        if (_facts is { } known && _beats++ % BeatsBetweenRanges != 0 && !node.Networks.TakeRangeAlarm())
            return known;
        try
        {
            var ranges = await node.Networks.ForeignRangesAsync(ct);
            if (_facts is { } before)
                return _facts = before.ForeignRanges.SequenceEqual(ranges) ? before : before with { ForeignRanges = ranges };
            var version = await node.Engine.VersionAsync(ct);
            var info = await node.Engine.InfoAsync(ct);
            var disk = new DriveInfo("/");
            return _facts = new NodeFacts(
                info.OsType ?? "linux", ArchitectureOf(info.Architecture), version.Version, version.ApiVersion, info.Cpus, info.MemTotal, disk.TotalSize)
            {
                ForeignRanges = ranges,
            };
        }
        catch (EngineException)
        {
            return _facts ?? NodeFacts.Unknown;
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
