using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Worker.Session;
using Gantry.Worker.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Worker.Tasks;

public sealed class EngineVersionTests : IAsyncDisposable
{
    private readonly WorkerNode _worker = new();
    private readonly EngineWatch _watch;

    public EngineVersionTests() => _watch = new EngineWatch(_worker.Node, _worker.Tasks, _worker.Time, NullLogger<EngineWatch>.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_with_what_the_engine_would_ignore_fails_and_names_it()
    {
        var task = _worker.NewTask(spec: new ContainerSpec("sim:runs") { HealthCheck = new HealthCheck(["CMD", "true"], StartInterval: TimeSpan.FromSeconds(1)) });

        _worker.Run(task);

        Assert.Contains(
            "it speaks API 1.41 and would ignore Healthcheck.StartInterval (API 1.44): upgrade it or leave that out",
            (await _worker.ReachesAsync(task, TaskState.Failed)).Message, StringComparison.Ordinal);
        Assert.Empty(await _worker.ContainersAsync());
    }

    [Fact]
    public async Task An_engine_that_comes_back_is_asked_anew_what_it_is()
    {
        var vitals = new NodeVitals(_worker.Node, _watch, () => NodeUsage.None);
        await _worker.Tasks.StartAsync(Ct);
        await _watch.StartAsync(Ct);
        var before = await vitals.FactsAsync(Ct);

        _worker.Engine.GoDown(withContainers: false);
        await _worker.AdvanceUntilAsync(() => _watch.Problem is not null);
        var meanwhile = await vitals.FactsAsync(Ct);
        _worker.Engine.Info = _worker.Engine.Info with { ServerVersion = "25.0.1" };
        _worker.Engine.ComeUp();
        await _worker.AdvanceUntilAsync(() => _watch.Problem is null);

        Assert.Equal("20.10.24-simulated", before.EngineVersion);
        Assert.Equal(before, meanwhile);
        Assert.Equal("25.0.1", (await vitals.FactsAsync(Ct)).EngineVersion);
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
        await _worker.DisposeAsync();
    }
}
