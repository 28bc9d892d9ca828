using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Usage;
using Gantry.Worker.Networking;
using Gantry.Worker.Tasks;

namespace Gantry.Worker.Session;

/// <summary>What a worker tells of its node: what it is made of, how busy it is, whether its engine answers.</summary>
internal sealed class NodeVitals(NodeEngine node, EngineWatch engine, Func<NodeUsage> usage, Func<IReadOnlyList<TaskLoad>> tasks)
{
    // What is told must not wait for an engine that hangs.
    private static readonly TimeSpan AskedWithin = TimeSpan.FromSeconds(2);

    private volatile KnownFacts? _known;

    /// <summary>What is to be told at once: others wait for it to replace what runs here.</summary>
    public Task EngineTurn => engine.Turn;

    /// <summary>All but how busy it is, which is read when it is told.</summary>
    public async Task<NodeReport> ReportAsync(NodeId id, CancellationToken ct)
    {
        var facts = await FactsAsync(ct);
        var (asked, askedVolumes) = (AskAsync(node.Networks.SurveyAsync, ct), AskAsync(node.Volumes.SurveyAsync, ct));
        var (networks, volumes) = (await asked, await askedVolumes);
        return new NodeReport(id, facts, NodeUsage.None, engine.Problem)
        {
            ForeignRanges = networks?.ForeignRanges,
            RefusedRanges = node.Networks.Refused,
            ForeignVolumes = volumes?.Foreign,
            MadeNetworks = networks?.Made,
            MadeVolumes = volumes?.Made,
        };
    }

    public NodeReport WithUsage(NodeReport report) => report with
    {
        Usage = usage() with { DiskUsedBytes = _known is { } known ? DiskUsage.UsedBytes(known.Folder) : 0 },
        Tasks = tasks(),
    };

    /// <summary>Asked once of an engine, and of its successor. One that is away leaves them as they were, at first unknown.</summary>
    public async Task<NodeFacts> FactsAsync(CancellationToken ct)
    {
        var lost = engine.Lost;
        if (_known is { } known && (known.Lost == lost || engine.Problem is not null))
            return WithAddresses(known);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (_known is not null)
            patience.CancelAfter(AskedWithin);
        try
        {
            var version = await node.Engine.VersionAsync(patience.Token);
            var info = await node.Engine.InfoAsync(patience.Token);
            var folder = Directory.Exists(info.DockerRootDir) ? info.DockerRootDir : "/";
            var facts = new NodeFacts(
                info.OsType ?? "linux", ArchitectureOf(info.Architecture), version.Version, version.ApiVersion, info.Cpus, info.MemTotal, new DriveInfo(folder).TotalSize)
            {
                EngineLabels = EngineFacts.LabelsOf(info),
                GenericResources = EngineFacts.ResourcesOf(info),
                Kernel = info.KernelVersion ?? "",
                Gpus = EngineFacts.GpusOf(info, EngineFacts.DriverFolder),
            };
            return WithAddresses(new KnownFacts(facts, folder, lost));
        }
        catch (Exception silent) when (silent is EngineException || (silent is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return _known?.Facts ?? NodeFacts.Unknown;
        }
    }

    // They change while the engine stays, and an engine that is away tells nothing that they could go with.
    private NodeFacts WithAddresses(KnownFacts known)
    {
        try
        {
            var addresses = OwnAddresses.Read();
            if (!addresses.SequenceEqual(known.Facts.Addresses))
                known = known with { Facts = known.Facts with { Addresses = addresses } };
        }
        catch (NetworkingException)
        {
            // Those of the last look still hold.
        }

        _known = known;
        return known.Facts;
    }

    public async Task<IReadOnlyList<string>?> ForeignRangesAsync(CancellationToken ct) => (await AskAsync(node.Networks.SurveyAsync, ct))?.ForeignRanges;

    /// <returns>Null where the engine does not answer soon.</returns>
    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct)
        where T : class
    {
        if (engine.Problem is not null)
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AskedWithin);
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

    /// <param name="Folder">On the disk that the engine fills.</param>
    private sealed record KnownFacts(NodeFacts Facts, string Folder, int Lost);
}
