using System.Threading.Channels;
using Gantry.Model.Nodes;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Session.Https;

namespace Gantry.Benchmarks.Servers;

/// <summary>
/// A node without an engine: the worker's own link, with a key, a certificate and a TLS session of its own. What is assigned to
/// it runs at once, what should stop stops at once, and both are reported as a worker does.
/// </summary>
internal sealed class SimulatedWorker : IAsyncDisposable
{
    private const string ImageIdentity = "sha256:6a1b0d7a3a7f0b3c9d1d4b6a6d3c2d6a2bf3b1c1c1f0c7b6f2a1d4c3b2a19078";
    private const long Gigabyte = 1L << 30;

    private static readonly NodeFacts Facts = new("linux", "amd64", "28.0.0", "1.48", Cpus: 64, MemoryBytes: 256 * Gigabyte, DiskBytes: 1_000 * Gigabyte);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMilliseconds(100);
    private const int BeatsPerUsage = 10;

    private readonly HttpsLink _link;
    private readonly NodeId _id;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly Action<int> _assigned;
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<TaskReport> _reports = Channel.CreateUnbounded<TaskReport>();
    private readonly Dictionary<TaskId, DesiredState> _tasks = [];
    private Task _running = Task.CompletedTask;
    private long _term;
    private long _version;

    private SimulatedWorker(HttpsLink link, NodeId id, string name, Action<int> assigned, TimeProvider time)
    {
        _link = link;
        _id = id;
        _name = name;
        _assigned = assigned;
        _time = time;
    }

    /// <param name="assigned">Told how many tasks came that it did not have before.</param>
    public static async Task<SimulatedWorker> JoinAsync(
        Uri manager, JoinTokenText token, string name, string folder, Action<int> assigned, TimeProvider time, CancellationToken ct)
    {
        var own = new NodeFolder(Directory.CreateDirectory(Path.Combine(folder, name)).FullName);
        var credentials = await new Joining(own, time).JoinAsync(manager, token, name, "127.0.0.1", ct);
        var worker = new SimulatedWorker(new HttpsLink(own, credentials, time), credentials.Id, name, assigned, time);
        _ = await worker._link.HelloAsync(new WorkerHello(credentials.Id, name, "127.0.0.1", 1, 1, Facts), ct);
        worker._running = worker.RunAsync();
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _link.Dispose();
        _ended.Dispose();
    }

    private async Task RunAsync()
    {
        List<Task> parts = [ReceiveAsync(_ended.Token), ReportAsync(_ended.Token), BeatAsync(_ended.Token)];
        var first = await Task.WhenAny(parts);
        if (first is { IsFaulted: true, Exception.InnerException: { } reason })
            await Console.Error.WriteLineAsync($"{_name}: {reason.Message}");
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        await foreach (var message in _link.ReceiveAsync(_id, ct))
        {
            if (message.Assignments is { } assignments)
                Follow(assignments);
        }
    }

    private void Follow(Assignments assignments)
    {
        (_term, _version) = (assignments.Term, assignments.Version);
        foreach (var gone in assignments.Gone)
            _tasks.Remove(gone);
        var added = 0;
        foreach (var task in assignments.Tasks)
        {
            added += _tasks.TryAdd(task.Id, DesiredState.Ready) ? 1 : 0;
            if (_tasks[task.Id] == task.Desired)
                continue;
            _tasks[task.Id] = task.Desired;
            _reports.Writer.TryWrite(new TaskReport(task.Id, ObservedOf(task)));
        }

        if (added > 0)
            _assigned(added);
    }

    private ObservedTask ObservedOf(AssignedTask task)
    {
        var now = _time.GetUtcNow();
        if (task.Desired > DesiredState.Running)
            return new ObservedTask(TaskState.Shutdown, now) { FinishedAt = now, ExitCode = 0, IsContainerGone = true, ImageIdentity = ImageIdentity };
        return new ObservedTask(TaskState.Running, now)
        {
            ContainerId = $"{task.Id}{task.Id}",
            StartedAt = now,
            ImageIdentity = ImageIdentity,
            Addresses = [.. task.Container.Networks.Select(n => new TaskAddress(n.Network, $"10.9.{task.Slot / 250}.{task.Slot % 250}"))],
        };
    }

    private async Task ReportAsync(CancellationToken ct)
    {
        while (await _reports.Reader.WaitToReadAsync(ct))
        {
            await Task.Delay(ReportPeriod, _time, ct);
            var reports = new List<TaskReport>();
            while (_reports.Reader.TryRead(out var report))
                reports.Add(report);
            await _link.ReportAsync(new StatusReport(_id, _term, reports), ct);
        }
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        // Not all at the same moment: a thousand machines are not in step either.
        var random = new Random(_name.GetHashCode(StringComparison.Ordinal));
        await Task.Delay(Beat * random.NextDouble(), _time, ct);
        using var timer = new PeriodicTimer(Beat, _time);
        for (var beat = random.Next(BeatsPerUsage); await timer.WaitForNextTickAsync(ct); beat++)
        {
            await _link.HeartbeatAsync(_id, new Heartbeat(_term, _version), ct);
            if (beat % BeatsPerUsage == 0)
                await _link.TellAsync(new NodeReport(_id, Facts, new NodeUsage(0.3 + (0.02 * random.NextDouble()), (128 * Gigabyte) + random.NextInt64(Gigabyte)), EngineProblem: null), ct);
        }
    }
}
