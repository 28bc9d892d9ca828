namespace Gantry.Model.Api;

/// <summary>One line of a task's output. Logs are a stream of these, one JSON text a line.</summary>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="At">The engine's clock.</param>
public sealed record LogLine(string Task, string Stream, DateTimeOffset At, string Text);
