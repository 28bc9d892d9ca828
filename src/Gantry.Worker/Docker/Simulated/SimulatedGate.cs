namespace Gantry.Worker.Docker.Simulated;

/// <summary>Every call passes here first: it may take time, be refused, hang, or find nobody.</summary>
internal sealed class SimulatedGate(TimeProvider time, EngineDeadlines deadlines)
{
    private static readonly EngineAddress Address = new("/simulated/docker.sock");

    private readonly Lock _lock = new();
    private TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _hang;
    private bool _isDown;

    public EngineDeadlines Deadlines => deadlines;

    /// <summary>How long the engine works on a call before it takes effect.</summary>
    public Func<EngineCall, TimeSpan> Duration { get; set; } = _ => TimeSpan.Zero;

    /// <summary>A fault that a test wants for a call; null lets it through.</summary>
    public Func<EngineCall, EngineException?> Fault { get; set; } = _ => null;

    public void GoDown()
    {
        TaskCompletionSource broken;
        lock (_lock)
        {
            _isDown = true;
            broken = _broken;
            _broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        broken.TrySetResult();
        Resume();
    }

    public void ComeUp()
    {
        lock (_lock)
            _isDown = false;
    }

    public void Hang()
    {
        lock (_lock)
            _hang ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        TaskCompletionSource? hang;
        lock (_lock)
        {
            hang = _hang;
            _hang = null;
        }

        hang?.TrySetResult();
    }

    /// <summary>Returns when the call may take effect.</summary>
    public async Task EnterAsync(EngineCall call, CancellationToken ct, TimeSpan? deadline = null)
    {
        ct.ThrowIfCancellationRequested();
        var limit = deadline ?? deadlines.Call;
        var (hang, _) = State(call);
        if (hang is not null)
        {
            try
            {
                await hang.WaitAsync(limit, time, ct);
            }
            catch (TimeoutException)
            {
                throw EngineException.DeadlinePassed(call, Address, limit);
            }
        }

        if (Duration(call) is { Ticks: > 0 } duration)
            await DuringAsync(call, token => Task.Delay(duration, time, token), ct);
        State(call);
        if (Fault(call) is { } fault)
            throw fault;
    }

    /// <summary>Awaits something that lasts, and breaks off when the engine goes down.</summary>
    public async Task DuringAsync(EngineCall call, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        var (_, broken) = State(call);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var working = work(stop.Token);
        if (await Task.WhenAny(working, broken) != working)
        {
            await stop.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            throw Broken(call);
        }

        await working;
    }

    public static EngineException Broken(EngineCall call) =>
        EngineException.Unreachable(call, Address, "the connection broke", cause: null);

    private (Task? Hang, Task Broken) State(EngineCall call)
    {
        lock (_lock)
        {
            return _isDown
                ? throw EngineException.Unreachable(call, Address, "nobody listens on the socket", cause: null)
                : (_hang?.Task, _broken.Task);
        }
    }
}
