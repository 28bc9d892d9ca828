using System.CommandLine;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>What every command is put together from.</summary>
internal sealed class CommandParts(CliEnvironment environment, LiveNames names)
{
    public CommonOptions Common { get; } = new(names);

    public CliEnvironment Environment => environment;

    public Argument<string> Stack(string description = "Name of the stack.") => Named("STACK", description, NameKind.Stack);

    public Argument<string> Service() =>
        Named("SERVICE", "Service: stack_service, its bare name where that is unique, or its id.", NameKind.Service);

    public Argument<string> Task() => Named("TASK", "Task: stack_service.slot, or its id.", NameKind.Task);

    public Argument<string> Node() => Named("NODE", "Node: name, id, or self for the one that answers.", NameKind.Node);

    public Argument<string> Deployment() => Named("DEPLOYMENT", "Id of the deployment, or the beginning of it.", NameKind.Deployment);

    public Argument<string> Context() => Named("NAME", "Name of the context.", NameKind.Context);

    public Argument<string> Registry() => Named("HOST", "Host of the registry.", NameKind.Registry);

    public Argument<string> Subject(string name, string description) => Named(name, description, NameKind.ServiceOrTask);

    public Argument<string> LogSource() =>
        Named("STACK|SERVICE|TASK", "Whose output: a stack's, a service's or one task's.", NameKind.StackServiceOrTask);

    public Argument<string[]> ServiceReplicas(string description)
    {
        var argument = new Argument<string[]>("SERVICE=REPLICAS") { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.CompletionSources.Add(_ => names.Of(NameKind.Service).Select(n => $"{n}="));
        return argument;
    }

    public Option<string?> OfStack(string description) => Named("--stack", "STACK", description, NameKind.Stack);

    public Option<string?> OfService(string description) => Named("--service", "SERVICE", description, NameKind.Service);

    public Option<string?> OfNode(string description) => Named("--node", "NODE", description, NameKind.Node);

    /// <summary>The same argument, one or more times.</summary>
    public static Argument<string[]> Several(Argument<string> one)
    {
        var several = new Argument<string[]>(one.Name) { Description = one.Description, Arity = ArgumentArity.OneOrMore };
        several.CompletionSources.AddRange(one.CompletionSources);
        return several;
    }

    /// <summary>The same argument, which may be left out.</summary>
    public static Argument<string?> Optional(Argument<string> one, string description)
    {
        var optional = new Argument<string?>(one.Name) { Description = description, Arity = ArgumentArity.ZeroOrOne };
        optional.CompletionSources.AddRange(one.CompletionSources);
        return optional;
    }

    private Option<string?> Named(string name, string helpName, string description, NameKind kind)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.CompletionSources.Add(_ => names.Of(kind));
        return option;
    }

    private Argument<string> Named(string name, string description, NameKind kind)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.CompletionSources.Add(_ => names.Of(kind));
        return argument;
    }
}
