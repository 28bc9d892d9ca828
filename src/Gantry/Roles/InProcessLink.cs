using System.Runtime.CompilerServices;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Roles;

/// <summary>The worker link of a server with its worker in the same process: the same bytes as over HTTPS, without the network.</summary>
internal sealed class InProcessLink(IManagerLink manager) : IManagerLink
{
    public async Task<LinkWelcome> HelloAsync(WorkerHello hello, CancellationToken ct) =>
        Carried(await StoredAsync(manager.HelloAsync(Carried(hello), ct)));

    public async IAsyncEnumerable<WorkerMessage> ReceiveAsync(NodeId node, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var message in manager.ReceiveAsync(node, ct))
            yield return Carried(message);
    }

    public Task ReportAsync(StatusReport report, CancellationToken ct) => manager.ReportAsync(Carried(report), ct);

    public Task HeartbeatAsync(NodeId node, Heartbeat heartbeat, CancellationToken ct) => manager.HeartbeatAsync(node, Carried(heartbeat), ct);

    public Task TellAsync(NodeReport report, CancellationToken ct) => StoredAsync(ToldAsync(report, ct));

    public async Task<RegistryLogin?> LoginForAsync(NodeId node, string registryHost, CancellationToken ct) =>
        await manager.LoginForAsync(node, registryHost, ct) is { } login ? Carried(login) : null;

    public Task<Stream> OpenStreamAsync(NodeId node, string streamId, CancellationToken ct) => manager.OpenStreamAsync(node, streamId, ct);

    private async Task<bool> ToldAsync(NodeReport report, CancellationToken ct)
    {
        await manager.TellAsync(Carried(report), ct);
        return true;
    }

    private static async Task<T> StoredAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Manager.State.StoreUnavailableException failure)
        {
            throw new LinkException(failure.Message, failure);
        }
    }

    private static T Carried<T>(T message) => CompactJson.Read<T>(CompactJson.WriteBytes(message));
}
