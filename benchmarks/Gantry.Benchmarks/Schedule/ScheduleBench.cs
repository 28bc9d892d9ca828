using Gantry.Manager.Schedule;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Ids;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Benchmarks.Schedule;

/// <summary>How fast tasks that wait in the store get their nodes, as the leader gives them: decided, recorded, and seen by a reader.</summary>
internal sealed class ScheduleBench(TimeProvider time)
{
    public static Benchmark Benchmark { get; } = new("schedule", "waiting tasks placed by the leader's own step, visible to a reader with all indexes, per second", RunAsync);

    private const int Rounds = 9;
    private const int LargeRounds = 3;
    private const int Nodes = 1_000;
    private const int ManyNodes = 5_000;

    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct)
    {
        var bench = new ScheduleBench(run.Time);
        var some = await bench.MedianAsync(Rounds, Nodes, services: 1_000, replicas: 100, ct);
        var single = await bench.MedianAsync(Rounds, Nodes, services: 100_000, replicas: 1, ct);
        var many = await bench.MedianAsync(LargeRounds, ManyNodes, services: 10_000, replicas: 100, ct);
        return
        [
            new Figure("1,000 nodes, 1,000 services of 100 replicas", some.PerSecond, Bound.AtLeast, 200_000, "/s"),
            new Figure("1,000 nodes, 100,000 services of one task, all different", single.PerSecond, Bound.AtLeast, 30_000, "/s"),
            new Figure("5,000 nodes, 10,000 services of 100 replicas", many.PerSecond, Bound.AtLeast, 200_000, "/s"),
            new Figure("memory of each of these 1,000,000 tasks, with all that is kept beside", many.BytesPerTask / 1_000, Bound.AtMost, 1.2, "KB"),
        ];
    }

    private async Task<(double PerSecond, double BytesPerTask)> MedianAsync(int rounds, int nodes, int services, int replicas, CancellationToken ct)
    {
        List<(double PerSecond, double BytesPerTask)> measured = [];
        for (var round = 0; round < rounds; round++)
            measured.Add(await MeasureAsync(IdSource.Seeded(round), nodes, services, replicas, ct));
        return (Samples.Median(measured.Select(m => m.PerSecond)), Samples.Median(measured.Select(m => m.BytesPerTask)));
    }

    private async Task<(double PerSecond, double BytesPerTask)> MeasureAsync(IdSource ids, int nodes, int services, int replicas, CancellationToken ct)
    {
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        await using var store = await StateStore.OpenAsync(new MemoryBackend(), ids, time, NullLogger<StateStore>.Instance, ct);
        var count = services * replicas;
        await FillAsync(store, ids, nodes, services, replicas, ct);

        // What filling left behind is not this measure's.
        GC.Collect();
        var start = time.GetTimestamp();
        var updates = new UpdatePipeline(store);
        var last = Task.CompletedTask;
        for (var left = count; left > 0;)
        {
            last = await updates.AddAsync(
                tx =>
                {
                    var before = tx.Operations;
                    ScheduleStep.Apply(tx, tx.State.WaitingServices, Start, (_, _) => { });
                    left -= tx.Operations - before;
                },
                ct);
        }

        await last;
        var rate = count / time.GetElapsedTime(start).TotalSeconds;

        if (store.Current.Tasks.Any(t => t.NodeId is null))
            throw new InvalidOperationException("A task has no node.");
        return (rate, (GC.GetTotalMemory(forceFullCollection: true) - empty) / (double)count);
    }

    private static async Task FillAsync(StateStore store, IdSource ids, int nodes, int services, int replicas, CancellationToken ct)
    {
        var updates = new UpdatePipeline(store);
        await PutAsync(Enumerable.Range(0, nodes).Select(i => BenchCluster.Node(ids, i)), static (tx, node) => tx.Put(node));
        var made = Enumerable.Range(0, services).Select(i => Service(ids, i)).ToList();
        await PutAsync(made, static (tx, service) => tx.Put(service));
        await PutAsync(made, static (tx, service) => tx.Put(new ServiceRevision(service.Id, 1, "hash", service.Spec.Container, Start)));
        await PutAsync(made.SelectMany(s => Enumerable.Range(1, replicas).Select(slot => Waiting(ids, s, slot))), static (tx, task) => tx.Put(task));

        async Task PutAsync<T>(IEnumerable<T> items, Action<Transaction, T> put)
        {
            foreach (var batch in items.Chunk(store.Limits.Operations - 1))
                await await updates.AddAsync(tx => Array.ForEach(batch, item => put(tx, item)), ct);
        }
    }

    private static Service Service(IdSource ids, int index)
    {
        var container = new ContainerSpec("busybox:1.36") { Reservation = BenchCluster.ReservationOf(index) };
        var spec = new ServiceSpec($"service-{index}", container) { Placement = BenchCluster.OnSsd };
        return new Service(ids.NextService(), $"stack-{index % 100}", spec, ServiceOverrides.None, 1, Start, Start);
    }

    private static ServiceTask Waiting(IdSource ids, Service service, int slot) => new(
        ids.NextTask(), service.Id, service.Stack, service.Name, slot, 1, null, DesiredState.Running, new ObservedTask(TaskState.Pending, Start), Start)
    {
        Reservation = service.Spec.Container.Reservation,
    };
}
