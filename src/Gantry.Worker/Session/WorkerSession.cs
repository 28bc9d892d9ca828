using Gantry.Model.Json;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Networking;
using Gantry.Worker.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Session;

/// <summary>The worker's end of the line: assignments in, reports and heartbeats out. Dials again for ever; containers do not notice.</summary>
internal sealed partial class WorkerSession(
    IManagerLink link,
    WorkerIdentity identity,
    NodeEngine node,
    NodeTasks tasks,
    NodeRoutes routes,
    ImageCollection images,
    NodeVitals vitals,
    StreamAnswers answers,
    ManagerContact contact,
    TimeProvider time,
    ILogger<WorkerSession> log) : BackgroundService
{
    private static readonly TimeSpan RedialDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusedDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(1);

    /// <summary>How often the node is looked at for something to tell.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);

    /// <summary>How often it is told how busy the node is, though nothing else has changed.</summary>
    private static readonly TimeSpan UsagePeriod = TimeSpan.FromSeconds(10);

    /// <summary>What nobody acts on waits this long for company: a pull's progress, a state on the way to the next.</summary>
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMilliseconds(100);

    private const int LinkVersion = 1;

    private IReadOnlyList<string> _volumesToRemove = [];
    private long _term;
    private long _version;
    private TimeSpan _heartbeatEvery = DefaultHeartbeat;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = RedialDelay;
            try
            {
                var facts = await vitals.FactsAsync(stoppingToken);
                var hello = new WorkerHello(identity.Id, identity.Name, identity.Address, LinkVersion, LinkVersion, facts)
                {
                    ForeignRanges = await vitals.ForeignRangesAsync(stoppingToken),
                };
                var welcome = await link.HelloAsync(hello, stoppingToken);
                _term = welcome.Term;
                _heartbeatEvery = welcome.HeartbeatEvery > TimeSpan.Zero ? welcome.HeartbeatEvery : DefaultHeartbeat;
                using var session = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await RunAsync(session);
            }
            catch (LinkException lost)
            {
                LogLost(lost.Message);
                delay = lost.IsRefused ? RefusedDelay : RedialDelay;
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // One part of the session ended and took the others with it.
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Loop boundary: a worker that stops listening in silence leaves its tasks waiting for ever.
                LogBroken(failure);
            }

            await Task.Delay(delay, time, stoppingToken);
        }
    }

    private async Task RunAsync(CancellationTokenSource session)
    {
        List<Task> parts = [ReceiveAsync(session.Token), ReportAsync(session.Token), BeatAsync(session.Token), TellAsync(session.Token), RemoveVolumesAsync(session.Token)];
        var first = await Task.WhenAny(parts);
        await session.CancelAsync();
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await first;
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        await foreach (var message in link.ReceiveAsync(identity.Id, ct))
        {
            if (message.Stream is { } request)
                answers.Answer(request, ct);
            if (message.Assignments is { } assignments)
                await FollowAsync(assignments, ct);
        }
    }

    private async Task FollowAsync(Assignments assignments, CancellationToken ct)
    {
        // A manager that lost the lead and does not know it yet.
        if (assignments.Term < _term)
            return;
        if (!assignments.IsFull && assignments.Version != _version + 1)
            throw new LinkException($"Assignments {assignments.Version} came after {_version}: the session begins anew, with all of them.");
        (_term, _version) = (assignments.Term, assignments.Version);
        contact.Heard();
        Model.Faults.Failpoint.Pass("worker.after-assignment");

        // What tasks need comes before the tasks.
        if (assignments.Networks is { } networks)
            node.Networks.Assign(networks);
        if (assignments.Volumes is { } volumes)
            node.Volumes.Assign(volumes);
        if (assignments.ImagesToKeep is { } kept)
            images.Keep(kept);
        _volumesToRemove = assignments.VolumesToRemove ?? _volumesToRemove;
        await tasks.PostAsync(new NodeTasksInput.Assigned(assignments), ct);
        routes.Follow(assignments.Networks, assignments.Routes);
    }

    private async Task ReportAsync(CancellationToken ct)
    {
        while (true)
        {
            await node.Outbox.WhenWaiting().WaitAsync(ct);
            await Task.WhenAny(node.Outbox.WhenUrgent(), Task.Delay(ReportPeriod, time, ct));
            ct.ThrowIfCancellationRequested();
            var (reports, mark) = node.Outbox.Take();
            Model.Faults.Failpoint.Pass("worker.before-report");
            await link.ReportAsync(new StatusReport(identity.Id, _term, reports), ct);
            node.Outbox.Acknowledge(mark);
        }
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_heartbeatEvery, time);
        do
        {
            await link.HeartbeatAsync(identity.Id, new Heartbeat(_term, _version), ct);
            contact.Heard();
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task TellAsync(CancellationToken ct)
    {
        var told = Array.Empty<byte>();
        var toldAt = time.GetTimestamp();
        while (true)
        {
            // Taken before the look, so that no change is missed: a deployment must hear of a held port before it counts as done.
            var (held, engine, network, volume) = (routes.HeldChange, vitals.EngineTurn, node.Networks.NextMade, node.Volumes.NextMade);
            var report = await vitals.ReportAsync(identity.Id, ct) with { HeldPorts = routes.Held };
            var lasting = CompactJson.WriteBytes(report);
            if (!lasting.AsSpan().SequenceEqual(told) || time.GetElapsedTime(toldAt) >= UsagePeriod)
            {
                await link.TellAsync(vitals.WithUsage(report), ct);
                (told, toldAt) = (lasting, time.GetTimestamp());
            }

            var due = Task.WhenAny(held, engine, Task.Delay(LookPeriod, time, ct));

            // The engine, which is asked for what is told, is at the container that what was made is for.
            if (await Task.WhenAny(due, network, volume) != due)
                await Task.WhenAny(due, Task.Delay(ReportPeriod, time, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task RemoveVolumesAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(RedialDelay, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var gone = new List<string>();
            foreach (var volume in _volumesToRemove)
            {
                if (await TryRemoveAsync(volume, ct))
                    gone.Add(volume);
            }

            if (gone.Count > 0)
                await link.ReportAsync(new StatusReport(identity.Id, _term, []) { RemovedVolumes = gone }, ct);
        }
    }

    private async Task<bool> TryRemoveAsync(string volume, CancellationToken ct)
    {
        try
        {
            return await node.Volumes.RemoveAsync(volume, ct);
        }
        catch (EngineException failure)
        {
            LogVolume(volume, failure.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The line to the manager is down, dialling again: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Error, "The session with the manager broke and begins again")]
    private partial void LogBroken(Exception failure);

    [LoggerMessage(LogLevel.Warning, "Volume {Volume} cannot be removed now and will be tried again: {Reason}")]
    private partial void LogVolume(string volume, string reason);
}
