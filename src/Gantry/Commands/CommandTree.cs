using System.CommandLine;
using System.CommandLine.Help;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    private static readonly string[] Verbs =
    [
        "deploy", "plan", "validate", "config", "stack", "service", "task", "ps", "logs", "exec", "node", "deployment", "registry", "cluster", "ca", "rebalance",
        "events", "explain", "top", "context", "doctor", "version", "health", "completion",
    ];

    /// <summary>What is needed to run these arguments: of many commands one, since all others only cost start-up.</summary>
    /// <param name="roles">Commands that run a part of the cluster in this process.</param>
    public static RootCommand For(IReadOnlyList<string> args, CliEnvironment environment, Func<IReadOnlyList<Command>> roles) =>
        ExecArguments.Verb(args) is { } verb && Array.IndexOf(Verbs, verb) >= 0
            ? Create(environment, () => [], [verb], new LiveNames())
            : Create(environment, roles, new LiveNames());

    /// <summary>Everything: for help, completion and mistyped verbs.</summary>
    public static RootCommand Create(CliEnvironment environment, Func<IReadOnlyList<Command>> roles, LiveNames names) =>
        Create(environment, roles, Verbs, names);

    // Not a table of functions: to make all twenty at each start took a short command 10 ms.
    private static Command Create(string verb, CommandParts parts) => verb switch
    {
        "deploy" => DeployCommand.Create(parts),
        "plan" => PlanCommand.Create(parts),
        "validate" => ValidateCommand.Create(parts),
        "config" => ConfigCommand.Create(parts),
        "stack" => StackCommands.Create(parts),
        "service" => ServiceCommands.Create(parts),
        "task" => TaskCommands.Create(parts),
        "ps" => TaskLists.CreatePs(parts),
        "logs" => LogsCommand.Create(parts, isOfTask: false),
        "exec" => ExecCommand.Create(parts, isOfTask: false),
        "node" => NodeCommands.Create(parts),
        "deployment" => DeploymentCommands.Create(parts),
        "registry" => RegistryCommands.Create(parts),
        "cluster" => ClusterCommands.Create(parts),
        "ca" => CaCommands.Create(parts),
        "rebalance" => RebalanceCommand.Create(parts),
        "events" => EventsCommand.Create(parts),
        "explain" => ExplainCommand.Create(parts),
        "top" => TopCommand.Create(parts),
        "context" => ContextCommands.Create(parts),
        "doctor" => DoctorCommand.Create(parts),
        "version" => VersionCommand.Create(parts),
        "health" => HealthCommand.Create(parts),
        "completion" => CompletionCommand.Create(parts),
        _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "No such command."),
    };

    private static RootCommand Create(
        CliEnvironment environment,
        Func<IReadOnlyList<Command>> roles,
        IReadOnlyList<string> verbs,
        LiveNames names)
    {
        var parts = new CommandParts(environment, names);
        var root = new RootCommand("Runs compose files on one machine or many.")
        {
            parts.Common.Host,
            parts.Common.Context,
            parts.Common.Debug,
        };
        foreach (var verb in verbs)
            root.Add(Create(verb, parts));
        root.Add(CompleteCommand.Create(parts, roles));
        foreach (var role in roles())
            root.Add(role);

        // `gantry version` says more than the parser's own --version would, and the parser's own help also answers to
        // /h and /?, which are paths here and clutter completion.
        foreach (var builtIn in root.Options.Where(o => o is VersionOption or HelpOption).ToList())
            root.Options.Remove(builtIn);
        root.Add(new HelpOption("--help", "-h", "-?"));
        return root;
    }
}
