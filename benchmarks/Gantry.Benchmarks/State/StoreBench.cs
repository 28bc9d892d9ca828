using System.Diagnostics;
using System.Text;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Manager.State.Sqlite;
using Gantry.Model.Ids;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Benchmarks.State;

/// <summary>How fast the store takes changes. Each measure makes its own store.</summary>
internal sealed class StoreBench(TimeProvider time)
{
    public static Benchmark Benchmark { get; } = new("store", "changes that are durable and visible to a reader with all indexes, per second", RunAsync);

    private const int NodeCount = 1_000;
    private const int ServiceCount = 1_000;
    private const int TasksPerService = 100;
    private const int RawBatch = 4_096;

    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IdSource _ids = IdSource.Seeded(1);

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-bench-");
        try
        {
            return await new StoreBench(run.Time).MeasureAsync(folder.FullName, ct);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<Figure>> MeasureAsync(string folder, CancellationToken ct)
    {
        List<double> placements = [];
        for (var round = 0; round < 5; round++)
            placements.Add(await PlacementsAsync(ct));
        var services = await ServiceCreationsAsync(folder, ct);
        var (updates, raw) = await TaskUpdatesAsync(folder, ct);
        return
        [
            new Figure("placements written to memory", Samples.Median(placements), Bound.AtLeast, 200_000, "/s"),
            new Figure("services created by 16 callers, SQLite", services, Bound.AtLeast, 2_000, "/s"),
            new Figure("task updates in batches, SQLite", updates, Bound.AtLeast, 40_000, "/s"),
            new Figure("the same over the rows written raw", updates / raw, Bound.AtLeast, 0.35, "×"),
        ];
    }

    /// <summary>100,000 tasks get their nodes; the scheduler's own deciding is not in it, the records of the tasks are.</summary>
    private async Task<double> PlacementsAsync(CancellationToken ct)
    {
        await using var store = await OpenAsync(new MemoryBackend(), ct);
        var pending = await FillAsync(store, ct);
        var nodes = store.Current.Nodes.Select(n => n.Id).ToArray();

        var clock = Stopwatch.StartNew();
        await InStepsAsync(store, pending.Count, (tx, i) => tx.Put(Placed(pending[i], nodes[i * 7 % nodes.Length])), ct);
        clock.Stop();

        if (store.Current.HoldingOn(nodes[0]) != ServiceCount * TasksPerService / NodeCount)
            throw new InvalidOperationException("The reader does not see what was placed.");
        return pending.Count / clock.Elapsed.TotalSeconds;
    }

    private async Task<double> ServiceCreationsAsync(string folder, CancellationToken ct)
    {
        const int callers = 16;
        const int each = 1_000;
        await using var store = await OpenAsync(new SqliteBackend(Path.Combine(folder, "services.db")), ct);

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(CreateAsync));
        clock.Stop();

        return callers * each / clock.Elapsed.TotalSeconds;

        async Task CreateAsync(int caller)
        {
            for (var i = 0; i < each; i++)
            {
                var service = Service($"s{caller}-{i}");
                await store.UpdateAsync(
                    tx =>
                    {
                        tx.Put(service);
                    },
                    ct);
            }
        }
    }

    /// <summary>Status of tasks all over the cluster, against the same rows written raw in transactions of the same size.</summary>
    private async Task<(double Ours, double Raw)> TaskUpdatesAsync(string folder, CancellationToken ct)
    {
        await using var store = await OpenAsync(new SqliteBackend(Path.Combine(folder, "tasks.db")), ct);
        var tasks = await FillAsync(store, ct);
        var nodes = store.Current.Nodes.Select(n => n.Id).ToArray();
        await InStepsAsync(store, tasks.Count, (tx, i) => tx.Put(Placed(tasks[i], nodes[i * 7 % nodes.Length])), ct);

        // By node, as reports come in.
        var placed = nodes.SelectMany(n => store.Current.TasksOn(n)).ToList();
        var reports = placed.ConvertAll(Running);
        var clock = Stopwatch.StartNew();
        await InStepsAsync(store, reports.Count, (tx, i) => tx.Put(reports[i]), ct);
        var ours = reports.Count / clock.Elapsed.TotalSeconds;
        return (ours, WriteRaw(Path.Combine(folder, "raw.db"), placed, reports));
    }

    private static ServiceTask Placed(ServiceTask task, NodeId node) => task with
    {
        NodeId = node,
        Observed = task.Observed with { State = TaskState.Assigned, Message = "" },
    };

    private static ServiceTask Running(ServiceTask task) => task with
    {
        Observed = task.Observed with
        {
            State = TaskState.Running,
            StartedAt = Start,
            ContainerId = new string('c', 64),
            Addresses = [new TaskAddress("shop_default", "10.128.0.17")],
        },
    };

    /// <summary>In transactions as large as the store takes; one is filled while the one before becomes durable.</summary>
    private static async Task InStepsAsync(StateStore store, int count, Action<Transaction, int> write, CancellationToken ct)
    {
        var updates = new UpdatePipeline(store);
        List<Task> stored = [];
        for (var i = 0; i < count; i += store.Limits.Operations)
        {
            var (from, to) = (i, Math.Min(i + store.Limits.Operations, count));
            stored.Add(await updates.AddAsync(
                tx =>
                {
                    for (var next = from; next < to; next++)
                        write(tx, next);
                },
                ct));
        }

        await Task.WhenAll(stored);
    }

    private static double WriteRaw(string path, List<ServiceTask> before, List<ServiceTask> after)
    {
        SystemSqlite.EnsureLoaded();
        File.Create(path).Dispose();
        using var database = Database.Open(path);
        Schema.Create(database);
        database.Execute("PRAGMA cache_size=-32768");
        using var put = database.Prepare(
            "INSERT INTO objects (kind, place, key, modified, checksum, value) VALUES (6, ?1, ?2, 1, 0, ?3) " +
            "ON CONFLICT (kind, place, key) DO UPDATE SET value = excluded.value");
        Write(before);

        var rows = Rows(after);
        var clock = Stopwatch.StartNew();
        foreach (var batch in rows.Chunk(RawBatch))
        {
            database.Execute("BEGIN");
            foreach (var (place, key, value) in batch)
                put.Bind(1, place).Bind(2, key).Bind(3, value).Run();
            database.Execute("COMMIT");
        }

        return rows.Count / clock.Elapsed.TotalSeconds;

        void Write(List<ServiceTask> tasks)
        {
            database.Execute("BEGIN");
            foreach (var (place, key, value) in Rows(tasks))
                put.Bind(1, place).Bind(2, key).Bind(3, value).Run();
            database.Execute("COMMIT");
        }

        static List<(byte[] Place, byte[] Key, byte[] Value)> Rows(List<ServiceTask> tasks) => tasks.ConvertAll(t =>
            (Encoding.UTF8.GetBytes(Schema.PlaceOf(t)), Encoding.UTF8.GetBytes(t.Id.ToString()), CompactJson.WriteBytes(t)));
    }

    private Task<StateStore> OpenAsync(IStateBackend backend, CancellationToken ct) =>
        StateStore.OpenAsync(backend, _ids, time, NullLogger<StateStore>.Instance, ct);

    private async Task<List<ServiceTask>> FillAsync(StateStore store, CancellationToken ct)
    {
        var nodes = Enumerable.Range(0, NodeCount).Select(n => Node($"n{n}", n)).ToList();
        await InStepsAsync(store, nodes.Count, (tx, i) => tx.Put(nodes[i]), ct);
        var services = Enumerable.Range(0, ServiceCount).Select(n => Service($"s{n}")).ToList();
        await InStepsAsync(store, services.Count, (tx, i) => tx.Put(services[i]), ct);
        var tasks = services.SelectMany(s => Enumerable.Range(1, TasksPerService).Select(slot => Pending(s, slot))).ToList();
        await InStepsAsync(store, tasks.Count, (tx, i) => tx.Put(tasks[i]), ct);
        return tasks;
    }

    private Node Node(string name, int index) =>
        new(_ids.NextNode(), name, NodeState.Ready, NodeAvailability.Active, "192.0.2.1", NodeFacts.Unknown, index, Start);

    private Service Service(string name) =>
        new(_ids.NextService(), "shop", new ServiceSpec(name, new ContainerSpec("busybox:1.36")), ServiceOverrides.None, 1, Start, Start);

    private ServiceTask Pending(Service service, int slot) => new(
        _ids.NextTask(), service.Id, service.Stack, service.Name, slot, 1, null, DesiredState.Running, new ObservedTask(TaskState.Pending, Start), Start)
    {
        Reservation = new Reservation(CpuNanos: 100_000_000, MemoryBytes: 64L << 20),
    };
}
