using Gantry.DockerTests.Testing;

namespace Gantry.DockerTests.Docker;

public sealed class DockerContainersTests(LocalEngine local) : IAsyncDisposable
{
    private readonly EngineScope _scope = local.NewScope();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_containers_start_four_at_a_time()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 20),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Ct },
            async (i, ct) => await _scope.RunAsync($"c{i}", "sleep 600", ct));

        var listed = await local.Engine.Containers.ListAsync(_scope.Ours, all: false, Ct);
        Assert.Equal(20, listed.Count(c => c.State == "running"));
    }

    [Fact]
    public async Task Top_shows_the_processes_of_a_running_container()
    {
        var id = await _scope.RunAsync("top", "sleep 611", Ct);

        var top = await local.Engine.Containers.TopAsync(id, Ct);

        Assert.Contains(top.Processes, row => row[^1].Contains("sleep 611"));
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}
