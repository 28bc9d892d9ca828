using System.CommandLine;

namespace Gantry.Commands;

internal static class CommandExtensions
{
    extension(Command command)
    {
        /// <summary>What the command does; its answer is the exit code.</summary>
        public Command Does(CommandParts parts, Func<Session, CancellationToken, Task<int>> action)
        {
            command.SetAction((parsed, ct) => action(new Session(parsed, parts), ct));
            return command;
        }

        /// <summary>Options of every command that lists things.</summary>
        /// <param name="canTruncate">Tables of these things shorten something.</param>
        /// <param name="filter">Instead of the one that has <c>-f</c> too.</param>
        public Command Shows(CommandParts parts, bool canWatch = false, bool canTruncate = true, Option<string[]>? filter = null)
        {
            command.With(parts.Common.Output, parts.Common.Format, parts.Common.Quiet, filter ?? parts.Common.Filter);
            if (canTruncate)
                command.Add(parts.Common.NoTrunc);
            if (canWatch)
                command.Add(parts.Common.Watch);
            return command;
        }

        /// <summary>Options of every command that shows things by their names.</summary>
        public Command Inspects(CommandParts parts) =>
            command.With(parts.Common.Output, parts.Common.Format, parts.Common.Quiet, parts.Common.NoTrunc, parts.Common.Watch);

        /// <summary>Options of every command that changes a stack or service and waits for it.</summary>
        public Command Changes(CommandParts parts)
        {
            command.Add(parts.Common.Detach);
            command.Add(parts.Common.DryRun);
            command.Add(parts.Common.Timeout.Option);
            command.Add(parts.Common.Progress);
            command.Add(parts.Common.Quiet);
            command.Add(parts.Common.Output);
            return command;
        }

        public Command With(params ReadOnlySpan<Symbol> symbols)
        {
            foreach (var symbol in symbols)
            {
                if (symbol is Option option)
                    command.Add(option);
                else if (symbol is Argument argument)
                    command.Add(argument);
                else if (symbol is Command inner)
                    command.Add(inner);
            }

            return command;
        }
    }
}
