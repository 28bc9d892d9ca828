using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker.Mapping;

namespace Gantry.Worker.Probes;

/// <summary>The probes of one task's container: a loop each, as long as it runs. The task's runner owns it.</summary>
/// <param name="isAdopted">The container ran before this process: until its probes are sure, what was known before holds.</param>
internal sealed class TaskProbes(ProbeCalls calls, TimeProvider time, bool isAdopted)
{
    // A container with the node's own network has no address of its own: it listens where we do.
    private const string OnHost = "127.0.0.1";

    private readonly Lock _lock = new();
    private TaskCompletionSource? _stopped;
    private Task _watch = Task.CompletedTask;
    private string? _address;
    private volatile ProbedHealth? _result = isAdopted ? null : ProbedHealth.Starting;

    /// <summary>Null: nothing is known yet, and the last word of the process before this one holds.</summary>
    public ProbedHealth? Result => _result;

    /// <summary>Starts probing when the container runs, stops when it does not or is to stop. Safe to repeat.</summary>
    /// <param name="changed">Called when <see cref="Result"/> is another.</param>
    public async Task FollowAsync(AssignedTask task, ContainerView? container, Action changed, CancellationToken ct)
    {
        if (container is not { Phase: ContainerPhase.Running } || task.Desired > DesiredState.Running || task.Container.Probes.Count == 0)
        {
            await StopAsync();
            return;
        }

        Volatile.Write(ref _address, AddressOf(task, container));
        if (_stopped is not null)
            return;
        _stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _watch = WatchAsync(task.Container.Probes, container, changed, _stopped.Task, ct);
    }

    /// <summary>Returns when no probe is under way any more.</summary>
    public async Task StopAsync()
    {
        _stopped?.TrySetResult();
        await _watch;
        _stopped = null;
    }

    private async Task WatchAsync(
        IReadOnlyList<Probe> probes, ContainerView container, Action changed, Task stopped, CancellationToken ct)
    {
        var tallies = probes.Select(_ => ProbeTally.Initial).ToArray();
        var age = Ageing(container);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var loops = Task.WhenAll(probes.Select((probe, index) => LoopAsync(probe, index, stop.Token)).ToList());
        await Task.WhenAny(loops, stopped);
        await stop.CancelAsync();
        await loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        async Task LoopAsync(Probe probe, int index, CancellationToken token)
        {
            while (!token.IsCancellationRequested)
            {
                var answer = await calls.AskAsync(probe, container, Volatile.Read(ref _address), token);
                bool isNew;
                lock (_lock)
                {
                    tallies[index] = tallies[index].After(answer, probe, age());
                    isNew = Publish(ProbedHealth.Of(tallies));
                }

                if (isNew)
                    changed();
                await Task.Delay(tallies[index].Pause(probe, age()), time, token);
            }
        }
    }

    // A failure's text may differ at every interval (a time, a counter). It is told when it is the first or changes
    // what is thought of the container, or every probe of every task would be a commit.
    private bool Publish(ProbedHealth next)
    {
        var last = _result;
        if (last is null && next.Health == TaskHealth.Starting)
            return false;
        if (last is not null && last.Health == next.Health && (last.Output is not null || next.Output is null))
            return false;
        _result = next;
        return true;
    }

    // What ran before us was started on the engine's clock, which is this machine's; from here on time is monotonic.
    private Func<TimeSpan> Ageing(ContainerView container)
    {
        var begun = time.GetTimestamp();
        var before = isAdopted && container.StartedAt is { } started && time.GetUtcNow() > started ? time.GetUtcNow() - started : TimeSpan.Zero;
        return () => before + time.GetElapsedTime(begun);
    }

    private static string? AddressOf(AssignedTask task, ContainerView container) => task.Container switch
    {
        { Networks: [var first, ..] } => container.Addresses.FirstOrDefault(a => a.Network == first.Network)?.Address,
        { Namespaces.Network: "host" } => OnHost,
        _ => container.Addresses.Select(a => a.Address).FirstOrDefault(),
    };
}
