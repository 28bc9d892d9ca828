using System.CommandLine;
using System.CommandLine.Help;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    private static readonly IReadOnlyList<(string Name, Func<CommandParts, Command> Create)> Verbs =
    [
        ("deploy", DeployCommand.Create),
        ("plan", PlanCommand.Create),
        ("validate", ValidateCommand.Create),
        ("stack", StackCommands.Create),
        ("service", ServiceCommands.Create),
        ("task", TaskCommands.Create),
        ("ps", TaskLists.CreatePs),
        ("logs", LogsCommand.Create),
        ("exec", parts => ExecCommand.Create(parts, isOfTask: false)),
        ("node", NodeCommands.Create),
        ("deployment", DeploymentCommands.Create),
        ("registry", RegistryCommands.Create),
        ("events", EventsCommand.Create),
        ("explain", ExplainCommand.Create),
        ("top", TopCommand.Create),
        ("context", ContextCommands.Create),
        ("doctor", DoctorCommand.Create),
        ("version", VersionCommand.Create),
        ("health", HealthCommand.Create),
        ("completion", CompletionCommand.Create),
    ];

    /// <summary>What is needed to run these arguments: of many commands one, since all others only cost start-up.</summary>
    public static RootCommand For(IReadOnlyList<string> args, CliEnvironment environment, IReadOnlyList<Command> roles)
    {
        var verb = ExecArguments.Verb(args);
        var only = Verbs.Where(v => v.Name == verb).ToList();
        return only.Count == 1
            ? Create(environment, [], only, new LiveNames())
            : Create(environment, roles, new LiveNames());
    }

    /// <summary>Everything: for help, completion and mistyped verbs.</summary>
    public static RootCommand Create(CliEnvironment environment, IReadOnlyList<Command> roles, LiveNames names) =>
        Create(environment, roles, Verbs, names);

    private static RootCommand Create(
        CliEnvironment environment,
        IReadOnlyList<Command> roles,
        IReadOnlyList<(string Name, Func<CommandParts, Command> Create)> verbs,
        LiveNames names)
    {
        var parts = new CommandParts(environment, names);
        var root = new RootCommand("Runs compose files on one machine or many.")
        {
            parts.Common.Host,
            parts.Common.Context,
            parts.Common.Debug,
        };
        foreach (var (_, create) in verbs)
            root.Add(create(parts));
        root.Add(CompleteCommand.Create(parts, roles));
        foreach (var role in roles)
            root.Add(role);

        // `gantry version` says more than the parser's own --version would, and the parser's own help also answers to
        // /h and /?, which are paths here and clutter completion.
        foreach (var builtIn in root.Options.Where(o => o is VersionOption or HelpOption).ToList())
            root.Options.Remove(builtIn);
        root.Add(new HelpOption("--help", "-h", "-?"));
        return root;
    }
}
