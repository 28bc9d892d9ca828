using System.CommandLine;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry completion SHELL</c>: prints the script that teaches a shell to complete gantry.</summary>
internal static class CompletionCommand
{
    public static Command Create(CommandParts parts)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        return new Command("completion", "Print a shell's completion script, for example: source <(gantry completion bash)").With(shell)
            .Does(parts, (session, _) =>
            {
                session.Printer.Raw(CompletionScripts.For(session.Get(shell)));
                return Task.FromResult(ExitCode.Ok);
            });
    }
}
