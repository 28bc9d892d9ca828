using System.Collections.Concurrent;

namespace Gantry.ClusterTests.Hosts;

/// <summary>A cluster for each seed, for the tests of a class one after the other. One on which a test failed is not used again.</summary>
public sealed class FaultClusters : IAsyncLifetime
{
    public const int Workers = 3;

    private readonly ConcurrentDictionary<int, LabCluster> _clusters = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<LabCluster> ForAsync(int seed, CancellationToken ct) =>
        _clusters.TryGetValue(seed, out var cluster) ? cluster : _clusters[seed] = await LabCluster.StartAsync(Workers, ct);

    internal async Task DropAsync(int seed)
    {
        if (_clusters.TryRemove(seed, out var cluster))
            await cluster.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_clusters.Keys.Select(DropAsync));
}
