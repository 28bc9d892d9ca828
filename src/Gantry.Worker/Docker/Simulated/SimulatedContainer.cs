using System.Globalization;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>A container and what will become of it. Everything here happens under the state's lock.</summary>
internal sealed class SimulatedContainer(
    SimulatedState state, string id, int number, string name, CreateContainer body, SimulatedImage image, string imageId)
{
    private const int Killed = 137;

    private readonly DateTimeOffset _created = state.Time.GetUtcNow();
    private readonly List<(DateTimeOffset Due, Action Do)> _plan = [];
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private DateTimeOffset _startedAt;
    private DateTimeOffset _finishedAt;
    private string? _health;

    public string Id => id;

    public string Name => name;

    public CreateContainer Body => body;

    public SimulatedImage Image => image;

    /// <summary><c>created</c>, <c>running</c> or <c>exited</c>.</summary>
    public string Status { get; private set; } = "created";

    public bool IsRunning => Status == "running";

    public int ExitCode { get; private set; }

    public string Error { get; private set; } = "";

    public bool OomKilled { get; private set; }

    /// <summary>Completes when the process that runs now is gone.</summary>
    public Task Ended => _ended.Task;

    /// <summary>By network name; the address is empty while it does not run.</summary>
    public SortedDictionary<string, EndpointSettings> Endpoints { get; } = new(StringComparer.Ordinal);

    public List<(string Name, string Path, bool IsAnonymous)> Volumes { get; } = [];

    public List<(EngineTime At, string Text)> Log { get; } = [];

    private bool HasHealthcheck => body.Healthcheck?.Test is { Count: > 0 } test ? test[0] != "NONE" : image.HasHealthcheck;

    public void Start()
    {
        Status = "running";
        (ExitCode, Error, OomKilled) = (0, "", false);
        _startedAt = state.Time.GetUtcNow();
        _finishedAt = default;
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var line in image.Output)
            Log.Add((EngineTime.From(_startedAt), line + "\n"));
        Tell("start");
        PlanHealth();
        if (image.RunsFor is { } span)
            Plan(_startedAt + span, () => End(image.ExitCode, image.RunsOutOfMemory));
        Rearm();
    }

    /// <summary>A start that failed leaves the container as it was, with a reason.</summary>
    public void Fail(string reason)
    {
        Error = reason;
        ExitCode = 128;
    }

    public void Signal(string signal)
    {
        Tell("kill", ("signal", signal));
        if (signal is "SIGKILL" or "KILL" or "9")
            End(Killed, isOutOfMemory: false);
        else if (signal is "SIGTERM" or "TERM" or "15" || signal == body.StopSignal)
            ObeyAfter(image.StopsAfter);
    }

    public void Stop(TimeSpan grace)
    {
        Tell("kill", ("signal", body.StopSignal ?? "15"));
        if (image.StopsAfter < grace)
            ObeyAfter(image.StopsAfter);
        else
            Plan(state.Time.GetUtcNow() + grace, () => Signal("9"));
        Rearm();
    }

    public void End(int exitCode, bool isOutOfMemory)
    {
        if (!IsRunning)
            return;

        Status = "exited";
        (ExitCode, OomKilled) = (exitCode, isOutOfMemory);
        _finishedAt = state.Time.GetUtcNow();
        _health = null;
        _plan.Clear();
        _timer?.Dispose();
        _timer = null;
        foreach (var (network, endpoint) in Endpoints.ToList())
        {
            if (endpoint.IpAddress is { Length: > 0 } address)
                state.Network(network)?.Return(address);
            Endpoints[network] = endpoint with { IpAddress = "" };
        }

        if (isOutOfMemory)
            Tell("oom");
        Tell("die", ("exitCode", exitCode.ToString(CultureInfo.InvariantCulture)));
        _ended.TrySetResult();
    }

    public void Tell(string action, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var attributes = new Dictionary<string, string>(body.Labels ?? new Dictionary<string, string>())
        {
            ["name"] = name,
            ["image"] = body.Image ?? "",
        };
        foreach (var (key, value) in more)
            attributes[key] = value;
        state.Events.Tell("container", action, id, attributes);
    }

    public ContainerDetails Details() => new()
    {
        Id = id,
        Name = "/" + name,
        Created = _created,
        Image = imageId,
        State = new ContainerState
        {
            Status = Status,
            Running = IsRunning,
            OomKilled = OomKilled,
            Pid = IsRunning ? 1000 + number : 0,
            ExitCode = ExitCode,
            Error = Error,
            StartedAt = _startedAt,
            FinishedAt = _finishedAt,
            Health = HasHealthcheck ? new ContainerHealth { Status = _health ?? "starting" } : null,
        },
        Config = body,
        HostConfig = body.HostConfig ?? new HostConfig(),
        NetworkSettings = Addresses(),
        Mounts = [.. Volumes.Select(v => new MountPoint { Type = "volume", Name = v.Name, Destination = v.Path, Writable = true })],
    };

    public ContainerSummary Summary() => new()
    {
        Id = id,
        Names = ["/" + name],
        Image = body.Image,
        ImageId = imageId,
        Created = _created.ToUnixTimeSeconds(),
        State = Status,
        Status = Status switch
        {
            "created" => "Created",
            "running" => _health is null ? "Up" : $"Up ({_health})",
            _ => $"Exited ({ExitCode})",
        },
        Labels = body.Labels,
        NetworkSettings = Addresses(),
    };

    private NetworkSettings Addresses() => new()
    {
        Networks = Endpoints.ToDictionary(),
        Ports = IsRunning ? SimulatedPlacement.Published(body) : null,
    };

    private void PlanHealth()
    {
        _health = HasHealthcheck ? "starting" : null;
        if (!HasHealthcheck)
            return;
        var interval = body.Healthcheck?.Interval is > 0 and var nanos
            ? TimeSpan.FromTicks(nanos / 100)
            : TimeSpan.FromSeconds(30);
        if (image.HealthyAfter is not null || image.UnhealthyAfter is null)
            Plan(_startedAt + (image.HealthyAfter ?? interval), () => Become("healthy"));
        if (image.UnhealthyAfter is { } span)
            Plan(_startedAt + span, () => Become("unhealthy"));
    }

    private void Become(string health)
    {
        _health = health;
        Tell("health_status: " + health);
    }

    private void ObeyAfter(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
            End(image.StopExitCode, isOutOfMemory: false);
        else
            Plan(state.Time.GetUtcNow() + span, () => End(image.StopExitCode, isOutOfMemory: false));
        Rearm();
    }

    private void Plan(DateTimeOffset due, Action step) => _plan.Add((due, step));

    // One timer a container, for its next step only: a cluster of many thousands that just run costs no timers at all.
    private void Rearm()
    {
        if (_plan.Count == 0)
            return;
        var wait = _plan.Min(p => p.Due) - state.Time.GetUtcNow();
        _timer ??= state.Time.CreateTimer(_ => Step(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Step()
    {
        lock (state.Lock)
        {
            var now = state.Time.GetUtcNow();
            foreach (var step in _plan.Where(p => p.Due <= now).OrderBy(p => p.Due).ToList())
            {
                // An earlier step may have ended the container, and taken the rest of the plan with it.
                if (_plan.Remove(step))
                    step.Do();
            }

            Rearm();
        }
    }
}
