using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Doctor;

/// <summary>Asks the engine about itself.</summary>
internal sealed class EngineProbe(EngineAddress address, TimeProvider time)
{
    // Whoever types this waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string OwnNetwork = "bridge";
    private const string BridgeName = "com.docker.network.bridge.name";

    public async Task<EngineReading> ReadAsync(CancellationToken ct)
    {
        if (!File.Exists(address.SocketPath))
            return EngineReading.Of(new EngineAnswer.NoSocket());
        using var engine = new DockerEngine(address, time, EngineDeadlines.Default with { Ping = Patience, Call = Patience });
        try
        {
            var api = await engine.PingAsync(ct);
            var version = await engine.VersionAsync(ct);
            var info = await engine.InfoAsync(ct);
            var networks = await engine.Networks.ListAsync(EngineFilter.None, ct);
            var told = new EngineAnswer.Told(
                version.Version, $"{api}", info.OsType ?? version.Os ?? "linux", info.SecurityOptions.Any(o => o.Contains("rootless", StringComparison.Ordinal)), info.Driver ?? "");
            return new EngineReading(
                told, info.DockerRootDir, networks.FirstOrDefault(n => n.Name == OwnNetwork)?.Options.GetValueOrDefault(BridgeName), [.. networks.SelectMany(GatewaysOf)]);
        }
        catch (EngineException failed)
        {
            return EngineReading.Of(AnswerOf(failed));
        }
    }

    private static IEnumerable<IPAddress> GatewaysOf(NetworkDetails network) =>
        from pool in network.Labels.ContainsKey(OwnLabels.Cluster) ? network.Addressing?.Config ?? [] : []
        let gateway = IPAddress.TryParse(pool.Gateway, out var parsed) ? parsed : null
        where gateway is not null
        select gateway;

    private static EngineAnswer AnswerOf(EngineException failed) => failed.Failure switch
    {
        EngineFailure.Unreachable when failed.InnerException?.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied } => new EngineAnswer.Denied(),
        EngineFailure.Unreachable or EngineFailure.Refused => new EngineAnswer.Silent(failed.Reason.TrimEnd('.')),
        EngineFailure.DeadlinePassed => new EngineAnswer.Silent($"no answer within {Patience.TotalSeconds:0} s: it hangs or is overloaded"),
        EngineFailure.Unsupported => new EngineAnswer.Unsupported(failed.Reason),
        _ => throw new UnreachableException(),
    };
}
