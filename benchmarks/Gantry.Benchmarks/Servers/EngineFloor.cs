using Gantry.Model.Ids;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Benchmarks.Servers;

/// <summary>The same calls that a worker makes, sent straight to the engine: one network, then create and start, four at a time.</summary>
internal sealed class EngineFloor(DockerEngine engine, TimeProvider time)
{
    public const int AtOnce = 4;

    private readonly string _cluster = $"bench-{IdSource.Secure().NextCluster()}";
    private readonly IdSource _ids = IdSource.Secure();

    /// <returns>From before the first call to the engine's last start event.</returns>
    public async Task<TimeSpan> RunAsync(string stack, int replicas, CancellationToken ct)
    {
        await using var events = StartEvents.Of(engine, _cluster, replicas, time);
        using var turns = new SemaphoreSlim(AtOnce);
        var network = $"{stack}_default";
        var begin = time.GetTimestamp();
        var created = await engine.Networks.CreateAsync(new CreateNetwork(network) { Driver = "bridge", Labels = OwnLabels.Of(_cluster, stack, new Dictionary<string, string>()) }, ct);
        var containers = await Task.WhenAll(Enumerable.Range(1, replicas).Select(slot => StartAsync(TaskOf(stack, slot, network), turns, ct)));
        var last = await events.LastAsync(ct);

        await Task.WhenAll(containers.Select(id => RemoveAsync(id, turns, ct)));
        await engine.Networks.RemoveAsync(created, ct);
        return time.GetElapsedTime(begin, last);
    }

    private async Task<string> StartAsync(AssignedTask task, SemaphoreSlim turns, CancellationToken ct)
    {
        await turns.WaitAsync(ct);
        try
        {
            var body = ContainerBody.For(task, _cluster, task.Image, ["127.0.0.1"]);
            var made = await engine.Containers.CreateAsync(task.ContainerName, body, platform: null, ct);
            await engine.Containers.StartAsync(made.Id, ct);
            return made.Id;
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task RemoveAsync(string container, SemaphoreSlim turns, CancellationToken ct)
    {
        await turns.WaitAsync(ct);
        try
        {
            await engine.Containers.RemoveAsync(container, force: true, volumes: true, ct);
        }
        finally
        {
            turns.Release();
        }
    }

    private AssignedTask TaskOf(string stack, int slot, string network) => new(
        _ids.NextTask(), stack, "main", _ids.NextService(), slot, 1, new string('0', 64), Sleeper.Image,
        new ContainerSpec(Sleeper.Image) { Command = Sleeper.Command, StopSignal = Sleeper.StopSignal, Networks = [new NetworkAttachment(network, [])] },
        DesiredState.Running, TaskState.Assigned);
}
