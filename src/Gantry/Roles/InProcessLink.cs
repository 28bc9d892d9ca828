using System.Runtime.CompilerServices;
using Gantry.Manager.Dispatch;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Roles;

/// <summary>The worker link of a server with its worker in the same process: the same bytes as over HTTPS, without the network.</summary>
internal sealed class InProcessLink(WorkerSessions sessions) : IManagerLink
{
    public async Task<LinkWelcome> HelloAsync(WorkerHello hello, CancellationToken ct)
    {
        try
        {
            return Carried(await sessions.WelcomeAsync(Carried(hello), ct));
        }
        catch (Manager.State.StoreUnavailableException failure)
        {
            throw new LinkException(failure.Message, failure);
        }
    }

    public async IAsyncEnumerable<WorkerMessage> ReceiveAsync(NodeId node, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var message in sessions.SendAsync(node, ct))
            yield return Carried(message);
    }

    public Task ReportAsync(StatusReport report, CancellationToken ct) => sessions.ReportAsync(Carried(report), ct);

    public async Task HeartbeatAsync(Heartbeat heartbeat, CancellationToken ct)
    {
        try
        {
            await sessions.HeartbeatAsync(Carried(heartbeat), ct);
        }
        catch (Manager.State.StoreUnavailableException failure)
        {
            throw new LinkException(failure.Message, failure);
        }
    }

    public Task<RegistryLogin?> LoginForAsync(NodeId node, string registryHost, CancellationToken ct) =>
        Task.FromResult(sessions.LoginFor(registryHost) is { } login ? Carried(login) : null);

    public Task<Stream> OpenStreamAsync(NodeId node, string streamId, CancellationToken ct)
    {
        var (worker, manager) = DuplexStream.CreatePair();
        sessions.Attach(streamId, manager);
        return Task.FromResult(worker);
    }

    private static T Carried<T>(T message) => CompactJson.Read<T>(CompactJson.WriteBytes(message));
}
