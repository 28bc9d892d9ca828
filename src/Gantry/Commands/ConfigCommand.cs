using System.CommandLine;

namespace Gantry.Commands;

/// <summary><c>gantry stack config</c>: what compose files say once they are merged and all names are resolved; offline.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Name of the stack. Default: the file's name:, or the folder's name.");
        var files = new DeployOptions();
        var command = new Command("config", "Show what compose files say, merged and with all names resolved, without a server.");
        return files.AddTo(command).With(stack, parts.Common.Configuration, parts.Common.Silent)
            .Does(parts, (session, ct) => new OfflineReading(session, files, session.Get(stack)).ConfigAsync(ct));
    }
}
