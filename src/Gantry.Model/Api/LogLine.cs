namespace Gantry.Model.Api;

/// <summary>One line of a task's output. Logs are a stream of these, one JSON text a line.</summary>
/// <param name="Stream"><c>stdout</c>, <c>stderr</c>, or <see cref="OwnStream"/>.</param>
/// <param name="At">The engine's clock.</param>
public sealed record LogLine(string Task, string Stream, DateTimeOffset At, string Text)
{
    /// <summary>What no task wrote: why its output cannot be read.</summary>
    public const string OwnStream = "gantry";
}
