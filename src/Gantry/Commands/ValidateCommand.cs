using System.CommandLine;

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
        return files.AddTo(command).With(stack, strict, parts.Common.Silent)
            .Does(parts, (session, ct) => new OfflineReading(session, files, session.Get(stack)).ValidateAsync(session.Get(strict), ct));
    }
}
