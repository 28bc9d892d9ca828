using Gantry.Compose;
using Gantry.Model.Ids;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;

namespace Gantry.Benchmarks.Servers;

/// <summary>
/// The same calls that a worker makes, sent straight to the engine: one network, then create and start, four at a time. The
/// bodies are made by the worker's own code from the file that is deployed.
/// </summary>
internal sealed class EngineFloor(DockerEngine engine, TimeProvider time)
{
    public const int AtOnce = 4;

    // Beside the ranges that a server gives its networks.
    private const string Subnet = "10.197.3.0/24";
    private const string Gateway = "10.197.3.1";

    private readonly string _cluster = $"bench-{IdSource.Secure().NextCluster()}";
    private readonly IdSource _ids = IdSource.Secure();

    /// <returns>From before the first call to the engine's last start event.</returns>
    public async Task<TimeSpan> RunAsync(string stack, int replicas, CancellationToken ct)
    {
        await using var events = StartEvents.Of(engine, _cluster, replicas, time);
        using var turns = new SemaphoreSlim(AtOnce);
        var spec = Read(stack, replicas);
        var begin = time.GetTimestamp();
        var created = await engine.Networks.CreateAsync(NetworkBody.For(spec.Networks.Single(), stack, _cluster, Subnet), ct);
        var service = spec.Services.Single();
        var containers = await Task.WhenAll(Enumerable.Range(1, replicas).Select(slot => StartAsync(TaskOf(stack, slot, service), turns, ct)));
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
            var body = ContainerBody.For(task, _cluster, task.Image, [Gateway]);
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

    private AssignedTask TaskOf(string stack, int slot, ServiceSpec service) => new(
        _ids.NextTask(), stack, service.Name, _ids.NextService(), slot, 1, new string('0', 64), service.Container.Image,
        service.Container, DesiredState.Running, TaskState.Assigned);

    private static StackSpec Read(string stack, int replicas)
    {
        var bundle = new Bundle([new BundleFile("compose.yaml", Sleeper.Compose(replicas))], [], new Dictionary<string, string>(), []);
        return ComposeReader.Read(stack, bundle) is ComposeResult.Accepted accepted
            ? accepted.Stack
            : throw new InvalidOperationException("The benchmark's own compose file is refused.");
    }
}
