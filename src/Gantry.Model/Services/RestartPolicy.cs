namespace Gantry.Model.Services;

/// <summary>How a slot is filled again after its task ended.</summary>
/// <param name="Delay">Least wait before a restart; the crash-loop back-off may be longer.</param>
/// <param name="MaxAttempts">Restarts within <paramref name="Window"/>; null is without end.</param>
/// <param name="Window">Zero counts restarts in a row: a task that serves for a minute lets its slot count anew.</param>
public sealed record RestartPolicy(
    RestartCondition Condition = RestartCondition.Any,
    TimeSpan Delay = default,
    int? MaxAttempts = null,
    TimeSpan Window = default)
{
    public static readonly RestartPolicy Default = new();
}
