using System.CommandLine;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry validate</c>: reads compose files as a deploy would, offline, and says what is wrong with them.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Name of the stack. Default: the file's name:, or the folder's name.");
        var files = new DeployOptions();
        var strict = new Option<bool>("--strict") { Description = "Warnings are errors." };
        var command = new Command("validate", "Check compose files without a server.");
        var output = new Option<string?>("--output", "-o")
        {
            Description = "text or json: an object with valid, stack and problems.",
            HelpName = "FORM",
            CompletionSources = { "text", "json" },
        };
        return files.AddTo(command).With(stack, strict, output, parts.Common.Silent)
            .Does(parts, (session, ct) =>
            {
                session.RefuseSilentOutput(output);
                var isJson = session.Get(output) switch
                {
                    null or "text" => false,
                    "json" => true,
                    var other => throw CliException.Usage($"-o {other}: problems are printed as text or json."),
                };
                return new OfflineReading(session, files, session.Get(stack)).ValidateAsync(session.Get(strict), isJson, ct);
            });
    }
}
