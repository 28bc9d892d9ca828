using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>One probe while its keys are read.</summary>
internal sealed class ProbeDraft
{
    private Probe? _probe;

    public TimeSpan? Interval { get; set; }

    public TimeSpan? Timeout { get; set; }

    public TimeSpan StartPeriod { get; set; }

    public int Retries { get; set; } = 3;

    /// <summary>What is asked: only one kind a probe.</summary>
    public void Set(Value value, Probe probe)
    {
        if (_probe is not null)
            value.Error("bad_probe", $"{value.Path}: a probe asks in one way, and this one asks in two.", "Use `probes:` with a list for more than one.");
        _probe = probe;
    }

    public Probe? Finish(Value value)
    {
        if (_probe is null)
            value.Error("bad_probe", $"{value.Path} says nothing to ask.", "Add one of http, tcp or command.");
        return _probe is null ? null : _probe with { Interval = Interval, Timeout = Timeout, StartPeriod = StartPeriod, Retries = Retries };
    }
}
