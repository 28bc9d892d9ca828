using System.CommandLine;

namespace Gantry.Commands;

/// <summary><c>--timeout</c> of commands that wait for what goes on without them.</summary>
internal sealed class WaitLimit(string what, int minutes)
{
    public Option<string?> Option { get; } = new("--timeout")
    {
        Description = $"Longest wait, for example 90s or 10m; 0 waits without end. Default {minutes}m. {what} goes on after it.",
        HelpName = "DURATION",
    };

    /// <returns>Null: without end.</returns>
    public TimeSpan? Of(Session session) => session.Get(Option) switch
    {
        null => TimeSpan.FromMinutes(minutes),
        "0" => null,
        var text => Duration.Parse("--timeout", text),
    };
}
