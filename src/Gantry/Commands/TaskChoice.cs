using Gantry.Model.Api;

namespace Gantry.Commands;

/// <summary>Whose tasks a list shows.</summary>
/// <param name="Query">What the server is asked for.</param>
/// <param name="Scope">Which of these are shown; null: all.</param>
/// <param name="ExitCode">Not 0 when some of those that were named are not there.</param>
internal sealed record TaskChoice((string Name, string? Value) Query, Func<TaskItem, bool>? Scope = null, int ExitCode = Output.ExitCode.Ok);
