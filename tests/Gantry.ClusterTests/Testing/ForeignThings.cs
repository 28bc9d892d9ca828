using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker.Wire;

namespace Gantry.ClusterTests.Testing;

/// <summary>A container, a volume and a network of somebody else on the engine, which no server may ever touch.</summary>
internal sealed class ForeignThings : IAsyncDisposable
{
    private readonly EngineScope _scope;

    private ForeignThings(EngineScope scope) => _scope = scope;

    /// <summary>The container's.</summary>
    public string Id { get; private init; } = "";

    public static Task<ForeignThings> MakeAsync(LocalEngine engine, CancellationToken ct) => MakeAsync(engine.NewScope(), ct);

    public static async Task<ForeignThings> MakeAsync(EngineScope scope, CancellationToken ct)
    {
        var things = new ForeignThings(scope) { Id = await scope.RunAsync("foreign", "sleep 3600", ct) };
        await scope.Engine.Volumes.CreateAsync(new CreateVolume(things._scope.Name("data")) { Labels = things._scope.Labels }, ct);
        await scope.Engine.Networks.CreateAsync(
            new CreateNetwork(things._scope.Name("net"))
            {
                Labels = things._scope.Labels,
                Addressing = new NetworkAddressing { Config = [new AddressPool(things._scope.Subnet)] },
            },
            ct);
        return things;
    }

    /// <returns>A line for each; another one as soon as it was restarted, made anew or removed.</returns>
    public async Task<IReadOnlyList<string>> SeenAsync(CancellationToken ct)
    {
        var engine = _scope.Engine;
        List<string> seen = [];
        foreach (var container in await engine.Containers.ListAsync(_scope.Ours, all: true, ct))
            seen.Add($"container {container.Id} started at {(await engine.Containers.InspectAsync(container.Id, ct)).State.StartedAt:O}, {container.State}");
        seen.AddRange((await engine.Volumes.ListAsync(_scope.Ours, ct)).Select(v => $"volume {v.Name}"));
        seen.AddRange((await engine.Networks.ListAsync(_scope.Ours, ct)).Select(n => $"network {n.Id}"));
        return seen;
    }

    /// <returns>The same of an engine that died meanwhile: what is there, running or not.</returns>
    public async Task<IReadOnlyList<string>> PresentAsync(CancellationToken ct) => [.. (await SeenAsync(ct)).Select(line => line.Split(" started at ")[0])];

    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}
