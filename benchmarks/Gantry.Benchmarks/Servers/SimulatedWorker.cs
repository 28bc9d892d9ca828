using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Gantry.Model.Nodes;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Session.Https;

namespace Gantry.Benchmarks.Servers;

/// <summary>
/// A node without an engine: the worker's own connection, with a key, a certificate and a TLS session of its own. What is assigned
/// to it runs at once, what should stop stops at once, and both are reported as a worker does. Names are received and not read: a
/// thousand workers on the manager's machine would take it all for that.
/// </summary>
internal sealed class SimulatedWorker : IAsyncDisposable
{
    private const string ImageIdentity = "sha256:6a1b0d7a3a7f0b3c9d1d4b6a6d3c2d6a2bf3b1c1c1f0c7b6f2a1d4c3b2a19078";
    private const long Gigabyte = 1L << 30;

    private static readonly NodeFacts Facts = new("linux", "amd64", "28.0.0", "1.48", Cpus: 64, MemoryBytes: 256 * Gigabyte, DiskBytes: 1_000 * Gigabyte);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMilliseconds(100);
    private const int BeatsPerUsage = 10;

    private readonly NodeCredentials _credentials;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly Action<int> _assigned;
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<TaskReport> _reports = Channel.CreateUnbounded<TaskReport>();
    private readonly Dictionary<TaskId, DesiredState> _tasks = [];
    private readonly List<TaskReport> _unsaid = [];
    private Task _running = Task.CompletedTask;
    private long _term;
    private long _version;

    private SimulatedWorker(NodeCredentials credentials, string name, Action<int> assigned, TimeProvider time)
    {
        _credentials = credentials;
        _name = name;
        _assigned = assigned;
        _time = time;
    }

    /// <param name="assigned">Told how many tasks came that it did not have before.</param>
    public static async Task<SimulatedWorker> JoinAsync(
        Uri manager, JoinTokenText token, string name, string folder, Action<int> assigned, TimeProvider time, CancellationToken ct)
    {
        var own = new NodeFolder(Directory.CreateDirectory($"{folder}/{name}").FullName);
        var credentials = await new Joining(own, time).JoinAsync(manager, token, name, "127.0.0.1", ct);
        var worker = new SimulatedWorker(credentials, name, assigned, time);
        worker._running = worker.RunAsync();
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _ended.Dispose();
    }

    // As a worker: what breaks is dialled anew.
    private async Task RunAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            using var session = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
            try
            {
                using var manager = new ManagerConnection(new Uri(_credentials.Managers[0]), ManagerTrust.Options(_credentials.Authorities, _credentials.Certificate), _time);
                await TalkAsync(manager, session);
            }
            catch (LinkException lost)
            {
                await Console.Error.WriteLineAsync($"{_name} dials again: {lost.Message}");
                await Task.Delay(Beat, _time, _ended.Token);
            }
        }
    }

    private async Task TalkAsync(ManagerConnection manager, CancellationTokenSource session)
    {
        var hello = new WorkerHello(_credentials.Id, _name, "127.0.0.1", 1, 1, Facts);
        await manager.AskAsync<WorkerHello, LinkWelcome>(HttpMethod.Post, Path("hello"), hello, session.Token);
        List<Task> parts = [ReceiveAsync(manager, session.Token), ReportAsync(manager, session.Token), BeatAsync(manager, session.Token)];
        var first = await Task.WhenAny(parts);
        await session.CancelAsync();
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await first;
    }

    private async Task ReceiveAsync(ManagerConnection manager, CancellationToken ct)
    {
        await using var stream = await manager.ListenAsync(Path("assignments"), ct);
        var reader = PipeReader.Create(stream);
        while (await reader.ReadAsync(ct) is { IsCompleted: false } read)
        {
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (Read(rest.Slice(0, end)).Assignments is { } assignments)
                    Follow(assignments);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static SimulatedMessage Read(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        return JsonSerializer.Deserialize<SimulatedMessage>(ref reader, SimulatedMessage.Options) ?? new SimulatedMessage(null);
    }

    private string Path(string rest) => $"/v1/link/{_credentials.Id}/{rest}";

    private void Follow(SimulatedAssignments assignments)
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

    private async Task ReportAsync(ManagerConnection manager, CancellationToken ct)
    {
        while (_unsaid.Count > 0 || await _reports.Reader.WaitToReadAsync(ct))
        {
            await Task.Delay(ReportPeriod, _time, ct);
            while (_reports.Reader.TryRead(out var report))
                _unsaid.Add(report);
            await manager.TellAsync(Path("reports"), new StatusReport(_credentials.Id, _term, _unsaid), within: null, ct);
            _unsaid.Clear();
        }
    }

    private async Task BeatAsync(ManagerConnection manager, CancellationToken ct)
    {
        // Not all at the same moment: a thousand machines are not in step either.
        var random = new Random(_name.GetHashCode(StringComparison.Ordinal));
        await Task.Delay(Beat * random.NextDouble(), _time, ct);
        using var pulse = await Pulse.OpenAsync(manager, _credentials.Id, _time, ct);
        using var timer = new PeriodicTimer(Beat, _time);
        for (var beat = random.Next(BeatsPerUsage); await timer.WaitForNextTickAsync(ct); beat++)
        {
            await pulse.BeatAsync(new Heartbeat(_term, _version), ct);
            if (beat % BeatsPerUsage == 0)
                await manager.TellAsync(Path("tell"), new NodeReport(_credentials.Id, Facts, new NodeUsage(0.3 + (0.02 * random.NextDouble()), (128 * Gigabyte) + random.NextInt64(Gigabyte)), EngineProblem: null), within: null, ct);
        }
    }
}
