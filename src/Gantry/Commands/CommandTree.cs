using System.CommandLine;
using System.CommandLine.Help;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Create(CliEnvironment environment, IReadOnlyList<Command> roles) =>
        Create(environment, roles, new LiveNames());

    public static RootCommand Create(CliEnvironment environment, IReadOnlyList<Command> roles, LiveNames names)
    {
        var parts = new CommandParts(environment, names);
        var root = new RootCommand("Runs compose files on one machine or many.")
        {
            parts.Common.Host,
            parts.Common.Context,
            parts.Common.Debug,
            DeployCommand.Create(parts),
            PlanCommand.Create(parts),
            ValidateCommand.Create(parts),
            StackCommands.Create(parts),
            ServiceCommands.Create(parts),
            TaskCommands.Create(parts),
            TaskLists.CreatePs(parts),
            LogsCommand.Create(parts),
            ExecCommand.Create(parts, isOfTask: false),
            NodeCommands.Create(parts),
            DeploymentCommands.Create(parts),
            RegistryCommands.Create(parts),
            EventsCommand.Create(parts),
            ExplainCommand.Create(parts),
            TopCommand.Create(parts),
            ContextCommands.Create(parts),
            DoctorCommand.Create(parts),
            VersionCommand.Create(parts),
            HealthCommand.Create(parts),
            CompletionCommand.Create(parts),
            CompleteCommand.Create(parts, roles),
        };

        // `gantry version` says more than the parser's own --version would.
        var version = root.Options.OfType<VersionOption>().FirstOrDefault();
        if (version is not null)
            root.Options.Remove(version);

        // The parser's own also answers to /h and /?, which are paths here and clutter completion.
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { } help)
            root.Options.Remove(help);
        root.Add(new HelpOption("--help", "-h", "-?"));
        foreach (var role in roles)
            root.Add(role);
        return root;
    }
}
