using Gantry.Model.Nodes;
using Gantry.Model.Tasks;

namespace Gantry.Model.Events;

/// <summary>Something that happened, for people and for tools that watch. Never changed after it was written.</summary>
/// <param name="Type">Noun and verb, for example <c>task.failed</c>: see <see cref="EventType"/>.</param>
public sealed record ClusterEvent(DateTimeOffset At, string Type, string Message)
{
    public string? Stack { get; init; }

    public string? Service { get; init; }

    public TaskId? TaskId { get; init; }

    public NodeId? NodeId { get; init; }

    /// <summary>Who asked for it; null when Gantry did it by itself.</summary>
    public string? Actor { get; init; }
}
