using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Worker.Docker.Wire;
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
        var task = _worker.NewTask(spec: new ContainerSpec("sim:runs") { Annotations = new Dictionary<string, string> { ["a"] = "b" } });

        _worker.Run(task);

        Assert.Contains(
            "it speaks API 1.41 and would ignore HostConfig.Annotations (API 1.43): upgrade it or leave that out",
            (await _worker.ReachesAsync(task, TaskState.Failed)).Message, StringComparison.Ordinal);
        Assert.Empty(await _worker.ContainersAsync());
    }

    [Fact]
    public async Task A_task_runs_without_the_interval_of_its_start_that_the_engine_does_not_know()
    {
        var task = _worker.NewTask(spec: new ContainerSpec("sim:runs") { HealthCheck = new HealthCheck(["CMD", "true"], Interval: TimeSpan.FromSeconds(9), StartInterval: TimeSpan.FromSeconds(1)) });

        _worker.Run(task);

        await _worker.ReachesAsync(task, TaskState.Running);
        var container = Assert.Single(await _worker.ContainersAsync());
        var check = (await _worker.Engine.Containers.InspectAsync(container.Id, Ct)).Config.Healthcheck;
        Assert.Equal((9_000_000_000, null), (check?.Interval, check?.StartInterval));
    }

    [Fact]
    public async Task An_engine_that_comes_back_is_asked_anew_what_it_is()
    {
        var vitals = new NodeVitals(_worker.Node, _watch, () => NodeUsage.None, () => []);
        await _worker.Tasks.StartAsync(Ct);
        await _watch.StartAsync(Ct);
        var before = await vitals.FactsAsync(Ct);

        _worker.Engine.GoDown(withContainers: false);
        await _worker.AdvanceUntilAsync(() => _watch.Problem is not null);
        var meanwhile = await vitals.FactsAsync(Ct);
        _worker.Engine.Info = _worker.Engine.Info with
        {
            ServerVersion = "25.0.1",
            Labels = ["disk=ssd"],
            GenericResources = [new EngineResource(DiscreteResourceSpec: new CountedResource("SSD", 3))],
        };
        _worker.Engine.ComeUp();
        await _worker.AdvanceUntilAsync(() => _watch.Problem is null);

        Assert.Equal("20.10.24-simulated", before.EngineVersion);
        Assert.Equal(before, meanwhile);
        var after = await vitals.FactsAsync(Ct);
        Assert.Equal(("25.0.1", "ssd", 3), (after.EngineVersion, after.EngineLabels["disk"], after.GenericResources["SSD"]));
    }

    [Fact]
    public async Task Of_an_engine_that_was_never_heard_nothing_is_told()
    {
        var vitals = new NodeVitals(_worker.Node, _watch, () => NodeUsage.None, () => []);
        _worker.Engine.GoDown(withContainers: false);

        var report = await vitals.ReportAsync(IdSource.Seeded(1).NextNode(), Ct);

        // What the manager knew of the node before still holds for it.
        Assert.Equal(NodeFacts.Unknown, report.Facts);
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
        await _worker.DisposeAsync();
    }
}
