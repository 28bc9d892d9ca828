using System.Threading.Channels;
using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Dispatch;

/// <summary>Collects what workers report and writes it to the store: what comes in while one commit is on its way is prepared for the next.</summary>
internal sealed partial class StatusInbox(StateStore store, TimeProvider time, ILogger<StatusInbox> log) : BackgroundService
{
    private readonly Channel<Posted> _reports = Channel.CreateBounded<Posted>(
        new BoundedChannelOptions(capacity: 1_000) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly UpdatePipeline _updates = new(store);

    /// <summary>Returns when the report is stored. Waits when the inbox is full: the worker slows down, nothing is lost.</summary>
    /// <exception cref="LinkException">It tells of tasks of another node: none of it is taken.</exception>
    public async Task PostAsync(StatusReport report, CancellationToken ct)
    {
        var state = store.Current;
        if (report.Tasks.Select(t => state.Find(t.Id)).FirstOrDefault(t => t is not null && t.NodeId != report.NodeId) is { } foreign)
            throw new LinkException($"Node {report.NodeId} reports on {foreign.Name}, which is not its task.") { IsRefused = true };
        var posted = new Posted(report, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _reports.Writer.WriteAsync(posted, ct);
        await posted.Stored.Task.WaitAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var answered = Task.CompletedTask;
        while (await _reports.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = new List<Posted>();
            while (_reports.Reader.TryRead(out var posted))
                batch.Add(posted);
            answered = AnswerAsync(batch, await StoreAsync(batch, stoppingToken), stoppingToken);
        }

        await answered;
    }

    /// <returns>Completes when the reports are stored: by then the next ones are prepared.</returns>
    private async Task<Task> StoreAsync(List<Posted> batch, CancellationToken ct)
    {
        try
        {
            var newest = batch.SelectMany(p => p.Report.Tasks.Select(t => (p.Report.NodeId, Task: t)))
                .GroupBy(t => t.Task.Id).Select(g => g.Last()).ToList();
            var stored = new List<Task>();
            foreach (var chunk in newest.Chunk(store.Limits.Operations / 4))
                stored.Add(await _updates.AddAsync(tx => Apply(tx, chunk), ct));
            foreach (var report in batch.Select(p => p.Report))
            {
                foreach (var chunk in report.RemovedVolumes.Chunk(store.Limits.Operations / 4))
                    stored.Add(await _updates.AddAsync(tx => ForgetVolumes(tx, report.NodeId, chunk), ct));
            }

            return Task.WhenAll(stored);
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }

    private async Task AnswerAsync(List<Posted> batch, Task stored, CancellationToken ct)
    {
        try
        {
            await stored;
            batch.ForEach(p => p.Stored.TrySetResult());
        }
        catch (Exception failure) when (failure is StoreUnavailableException or StoreConflictException)
        {
            // The worker keeps what was not stored and sends it again.
            LogNotStored(failure.Message);
            batch.ForEach(p => p.Stored.TrySetException(new LinkException(failure.Message, failure)));
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // Loop boundary: who reports must hear of it, or waits for ever.
            LogFailed(failure);
            batch.ForEach(p => p.Stored.TrySetException(new LinkException($"The report could not be stored: {failure.Message}", failure)));
        }
    }

    internal void Apply(Transaction tx, (Model.Nodes.NodeId NodeId, TaskReport Task)[] reports)
    {
        var now = time.GetUtcNow();
        var warnings = new NewWarnings(tx.Base);
        foreach (var (node, report) in reports)
        {
            if (tx.Find(report.Id) is not { } task || task.NodeId != node)
                continue;
            if (!tx.Allows(task, report.Observed.State))
            {
                LogIllegal(task.Name, task.State, report.Observed.State);
                continue;
            }

            var next = Seen(task, report.Observed, now);
            tx.Put(next);
            Pin(tx, task, report.Observed);
            if (EventOf(task, next, now) is { } happened)
                tx.AddEvent(happened);
            foreach (var warning in warnings.Of(next))
                tx.AddEvent(Event(next, EventType.TaskEngineWarned, $"The engine warns: {warning}", now));
        }
    }

    internal static void ForgetVolumes(Transaction tx, Model.Nodes.NodeId node, string[] removed)
    {
        foreach (var name in removed)
        {
            if (tx.State.FindVolume(name) is { IsRemoved: true } volume)
                tx.Put(volume with { Nodes = [.. volume.Nodes.Where(n => n != node)] });
        }

        // Until its next heartbeat the node would be said to keep what it has just removed.
        if (tx.State.Find(node) is { MadeVolumes: { } made } teller && made.Any(m => removed.Contains(m.Name)))
            tx.Put(teller with { MadeVolumes = [.. made.Where(m => !removed.Contains(m.Name))] });
    }

    private static ServiceTask Seen(ServiceTask task, ObservedTask observed, DateTimeOffset now)
    {
        // Ends are final: what a worker says of it later, perhaps after a restart and knowing less, adds one thing only.
        if (task.HasEnded)
            return task with { Observed = task.Observed with { IsContainerGone = task.Observed.IsContainerGone || observed.IsContainerGone } };

        // The engine says it once, and a worker that was restarted does not know it any more.
        var next = task with { Observed = observed.EngineWarnings.Count > 0 ? observed : observed with { EngineWarnings = task.Observed.EngineWarnings } };
        if (next.IsInService && task.InServiceSince is null)
            next = next with { InServiceSince = now };
        return next is { HasEnded: true, EndedAt: null } ? next with { EndedAt = now } : next;
    }

    // The first worker that has the image says which one the tag means; from then on it is that one everywhere.
    private static void Pin(Transaction tx, ServiceTask task, ObservedTask observed)
    {
        if (observed.ImageIdentity is not { } identity || tx.FindRevision(task.ServiceId, task.Revision) is not { ImageIdentity: null } revision)
            return;
        if (tx.Base.Find(task.ServiceId) is { FileSpec.ImageByName: true })
            return;
        tx.Put(revision with { PinnedImage = identity, IsLocalImage = !identity.Contains('@', StringComparison.Ordinal) });
    }

    private static ClusterEvent? EventOf(ServiceTask before, ServiceTask after, DateTimeOffset now)
    {
        if (before.HasEnded || (after.State == before.State && after.Observed.Health == before.Observed.Health))
            return null;
        var type = TypeOf(before, after);
        return type is null ? null : Event(after, type, after.Observed.Reason, now);
    }

    private static ClusterEvent Event(ServiceTask task, string type, string words, DateTimeOffset now) => new(now, type, $"{task.Name}: {words}")
    {
        Stack = task.Stack,
        Service = task.Service,
        TaskId = task.Id,
        NodeId = task.NodeId,
    };

    private static string? TypeOf(ServiceTask before, ServiceTask after)
    {
        if (after.IsInService && !before.IsInService)
            return EventType.TaskInService;
        if (after.State == TaskState.Running)
            return after.Observed.Health == TaskHealth.Unhealthy ? EventType.TaskUnhealthy : null;
        return after.HasEnded ? EventType.Ended(after.State) : null;
    }

    [LoggerMessage(LogLevel.Warning, "Status reports were not stored, the worker sends them again: {Reason}")]
    private partial void LogNotStored(string reason);

    [LoggerMessage(LogLevel.Error, "Status reports could not be stored, the worker sends them again")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "A report would move {Task} from {From} to {To}; it is ignored")]
    private partial void LogIllegal(string task, TaskState from, TaskState to);

    private sealed record Posted(StatusReport Report, TaskCompletionSource Stored);
}
