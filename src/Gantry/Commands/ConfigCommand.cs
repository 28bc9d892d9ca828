using System.CommandLine;

namespace Gantry.Commands;

/// <summary><c>gantry config</c> and <c>gantry stack config</c>: what compose files say once they are merged and all names are resolved; offline.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Name of the stack. Default: the file's name:, or the folder's name.");
        var files = new DeployOptions();
        var options = new ConfigOptions();
        var command = new Command("config", "Show what compose files say, merged and with all names resolved, without a server.");
        return options.AddTo(files.AddTo(command)).With(stack, parts.Common.Silent)
            .Does(parts, (session, ct) => new ConfigOutput(session, options).RunAsync(new OfflineReading(session, files, session.Get(stack)), ct));
    }
}
