using Gantry.Output;
using Gantry.Output.Progress;

namespace Gantry.Commands;

/// <summary>Which form of progress a command shows.</summary>
internal static class ProgressForm
{
    public static IProgressView Of(Session session)
    {
        var form = session.Get(session.Common.Progress) ?? "auto";
        if (form == "auto" && session.Form() is not OutputForm.Table)
            form = "none";
        return form switch
        {
            "auto" when session.Printer.IsTerminal && session.Environment.Variable("TERM") != "dumb" => new TerminalProgress(session.Printer),
            "auto" or "plain" => new LineProgress(session.Printer),
            "json" => new JsonProgress(session.Printer),
            "none" or "quiet" => new SilentProgress(),
            _ => throw CliException.Usage($"--progress {form}: there are auto, plain, json and none."),
        };
    }
}
