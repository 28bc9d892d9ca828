using System.Threading.Channels;
using Gantry.Model.Faults;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Probes;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Tasks;

/// <summary>Takes one task where it is wanted, one <see cref="TaskStep"/> at a time, and tells what it sees.</summary>
internal sealed partial class TaskRunner(
    AssignedTask task, ContainerView? container, NodeEngine node, Action<TaskId> started, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    // One slot is enough: a nudge says "look again", and two of them say no more than one.
    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly TaskPreparation _preparation = new(node, log);
    private readonly TaskProbes _probes = new(node.Probes, time, isAdopted: container is { Phase: ContainerPhase.Running });
    private volatile AssignedTask _wanted = task;
    private volatile bool _isStale = container is not null and not { Phase: ContainerPhase.Created };
    private volatile CancellationTokenSource? _preparing;
    private ContainerView? _container = container;
    private ObservedTask _observed = new(task.Observed, time.GetUtcNow());
    private bool _isTold;
    private bool _isStarted;

    public TaskId Id => _wanted.Id;

    public AssignedTask Wanted => _wanted;

    /// <summary>The container as last seen. Written by the runner's own loop alone.</summary>
    public ContainerView? Container => _container;

    /// <summary>It has ended, and nothing of it is left on the engine.</summary>
    public bool IsFinished => _observed.State.IsTerminal() && _observed.IsContainerGone;

    public void Want(AssignedTask wanted)
    {
        var before = _wanted.Desired;
        _wanted = wanted;
        if (wanted.Desired == before)
            return;

        // A pull may take minutes; nobody wants its outcome any more.
        if (wanted.Desired >= DesiredState.Shutdown)
            _preparing?.Cancel();
        Wake();
    }

    /// <summary>Something happened to the container: look again.</summary>
    public void Nudge()
    {
        _isStale = true;
        Wake();
    }

    public async Task RunAsync(CancellationToken ct)
    {
        await LoopAsync(ct);
        await _probes.StopAsync();
    }

    private async Task LoopAsync(CancellationToken ct)
    {
        var retry = FirstRetry;
        while (!ct.IsCancellationRequested && !IsFinished)
        {
            try
            {
                while (await AdvanceAsync(turn: null, ct))
                    retry = FirstRetry;
                if (!IsFinished)
                    await _nudges.Reader.ReadAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                // Only the preparation was cancelled: look at what is wanted now.
            }
            catch (Exception failure)
            {
                // Loop boundary: one task's trouble must not end the worker, and a task is never given up in silence.
                LogFailed(_wanted.ContainerName, failure);
                _isStale = true;
                TellTrouble(failure.Message);
                await WaitAsync(retry, ct);
                retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
            }
        }
    }

    /// <param name="turn">Of the container that was made a moment ago; null where none is held.</param>
    /// <returns>True when a step was done and the next is to be decided; false when there is nothing to do.</returns>
    private async Task<bool> AdvanceAsync(IDisposable? turn, CancellationToken ct)
    {
        if (_isStale)
            await LookAsync(ct);
        await _probes.FollowAsync(_wanted, _container, Wake, ct);

        switch (TaskStep.Next(_wanted.Desired, _observed.State, _container))
        {
            case TaskStep.Prepare:
                using (var made = await PrepareAsync(ct))
                    return made is null || await AdvanceAsync(made, ct);
            case TaskStep.Start:
                using (turn is null ? await node.Turns.TakeAsync(ct) : null)
                    await StartAsync(ct);
                return true;
            case TaskStep.Stop:
                await node.Engine.Containers.StopAsync(ContainerKey, _wanted.Container.EffectiveStopGracePeriod, ct);
                Failpoint.Pass("worker.after-stop");
                _isStale = true;
                return true;
            case TaskStep.Remove:
                await RemoveAsync(ct);
                return true;
            case TaskStep.Settle settle:
                return Settle(settle);
            default:
                throw new InvalidOperationException("A task step without an answer.");
        }
    }

    private string ContainerKey => _container?.Id ?? _wanted.ContainerName;

    private async Task LookAsync(CancellationToken ct)
    {
        _isStale = false;
        try
        {
            _container = ContainerView.From(await node.Engine.Containers.InspectAsync(ContainerKey, ct));
        }
        catch (EngineException gone) when (gone.IsNotFound)
        {
            _container = null;
        }
        catch
        {
            _isStale = true;
            throw;
        }
    }

    /// <returns>The turn in which it was made, for the step that follows; null when it was not made.</returns>
    private async Task<IDisposable?> PrepareAsync(CancellationToken ct)
    {
        using var preparing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _preparing = preparing;
        try
        {
            if (_wanted.Desired >= DesiredState.Shutdown)
                return null;
            Tell(_observed with { State = TaskState.Preparing, Message = "Preparing the container.", PullingSince = null }, isUrgent: false);
            var prepared = await _preparation.RunAsync(_wanted, TellProgress, preparing.Token);
            Failpoint.Pass("worker.after-create");
            _container = new ContainerView(prepared.Id, ContainerPhase.Created);
            _observed = prepared.SeenBy(_observed with { State = TaskState.Preparing, PullingSince = null });
            return prepared.Turn;
        }
        catch (EngineException refused) when (refused.Failure is EngineFailure.Refused or EngineFailure.Unsupported)
        {
            End(TaskState.Failed, refused.Message);
            return null;
        }
        finally
        {
            _preparing = null;
        }
    }

    private async Task StartAsync(CancellationToken ct)
    {
        _observed = _observed with { State = TaskState.Starting };
        try
        {
            Failpoint.Pass("worker.before-start");
            await node.Engine.Containers.StartAsync(ContainerKey, ct);
            Failpoint.Pass("worker.after-start");
            _isStale = true;
        }
        catch (EngineException refused) when (refused.Failure == EngineFailure.Refused)
        {
            End(TaskState.Failed, refused.Message);
        }
    }

    private async Task RemoveAsync(CancellationToken ct)
    {
        try
        {
            await node.Engine.Containers.RemoveAsync(ContainerKey, force: true, volumes: true, ct);
            Failpoint.Pass("worker.after-remove");
        }
        catch (EngineException gone) when (gone.IsNotFound)
        {
            // Removed before a crash, or by hand.
        }

        _container = null;
    }

    private void End(TaskState state, string message) =>
        Tell(_observed with { State = state, Message = message, At = time.GetUtcNow(), IsContainerGone = _container is null, PullingSince = null }, isUrgent: true);

    /// <returns>True when that was news: from the new state another step may follow (stopped, and to be removed).</returns>
    private bool Settle(TaskStep.Settle settle)
    {
        if (settle.State == TaskState.Running && AreProbesUnsure)
            return false;

        var seen = _observed.State.IsTerminal() ? _observed : Seen(settle);
        seen = seen with { IsContainerGone = seen.IsContainerGone || settle.IsContainerGone };

        if (IsKnown(seen))
            return false;
        if (!_isStarted && seen.State == TaskState.Running)
            started(Id);
        _isStarted = seen.State == TaskState.Running;
        Tell(seen with { At = time.GetUtcNow() }, isUrgent: true);
        return true;
    }

    // What was told before this process began still holds.
    private bool AreProbesUnsure => HasProbes && _probes.Result is null;

    private bool HasProbes => _wanted.Container.Probes.Count > 0;

    private ObservedTask Seen(TaskStep.Settle settle)
    {
        var seen = _observed with { State = settle.State, Message = settle.Message };
        if (_container is not { } view)
            return seen;
        var hasExited = view.Phase == ContainerPhase.Exited;
        var health = HasProbes ? _probes.Result ?? new ProbedHealth(seen.Health, seen.HealthOutput) : new ProbedHealth(view.Health, view.HealthOutput);
        return seen with
        {
            ContainerId = view.Id,
            StartedAt = view.StartedAt,
            FinishedAt = hasExited ? view.FinishedAt : null,
            ExitCode = hasExited ? view.ExitCode : null,
            OomKilled = view.OomKilled,
            Addresses = view.Addresses,
            Health = health.Health,
            HealthOutput = health.Output ?? seen.HealthOutput,
        };
    }

    // How a task ended that ended before this process began is known to the manager. This process has only the state,
    // and must not take the rest away.
    private bool IsKnown(ObservedTask seen) =>
        _isTold ? seen.SaysTheSameAs(_observed) : _observed.State.IsTerminal() && !seen.IsContainerGone;

    private void TellProgress(string text)
    {
        var now = time.GetUtcNow();
        Tell(_observed with { State = TaskState.Preparing, Message = text, At = now, PullingSince = _observed.PullingSince ?? now }, isUrgent: false);
    }

    // Before the container was looked at, nothing is known that would not take away what the manager knows.
    private void TellTrouble(string message)
    {
        if (_isTold || _container is null)
            Tell(_observed with { Message = message, At = time.GetUtcNow() }, isUrgent: true);
    }

    private void Wake() => _nudges.Writer.TryWrite(true);

    private void Tell(ObservedTask seen, bool isUrgent)
    {
        _isTold = true;
        _observed = seen;
        node.Outbox.Put(new TaskReport(Id, seen), isUrgent);
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken ct)
    {
        using var due = new CancellationTokenSource(delay, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, due.Token);
        try
        {
            await _nudges.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The delay is over, or the process ends.
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Container} cannot go on and will be tried again")]
    private partial void LogFailed(string container, Exception failure);
}
