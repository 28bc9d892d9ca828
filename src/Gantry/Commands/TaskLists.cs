using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary>All the ways to list tasks: <c>ps</c>, <c>stack ps</c>, <c>service ps</c>, <c>node ps</c>, <c>task ls</c>.</summary>
internal static class TaskLists
{
    private const string Stack = "stack";
    private const string Service = "service";
    private const string Node = "node";

    public static Command CreatePs(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Only this stack's tasks.");
        return Create(parts, "ps", "List tasks.", stack, (session, _) => Task.FromResult(new TaskChoice((Stack, session.Get(stack)))));
    }

    public static Command CreateTaskLs(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Only this stack's tasks.");
        var command = Create(parts, "ls", "List tasks.", stack, (session, _) => Task.FromResult(new TaskChoice((Stack, session.Get(stack)))));
        command.Aliases.Add("list");
        return command;
    }

    public static Command CreateStackPs(CommandParts parts)
    {
        var stack = parts.Stack();
        return Create(parts, "ps", "List the tasks of a stack.", stack, (session, _) => Task.FromResult(new TaskChoice((Stack, session.Get(stack)))));
    }

    public static Command CreateServicePs(CommandParts parts)
    {
        var services = CommandParts.Several(parts.Service());
        return Create(parts, "ps", "List the tasks of services.", services, (session, ct) => OfServicesAsync(session, session.Get(services), ct));
    }

    public static Command CreateNodePs(CommandParts parts)
    {
        var nodes = new Argument<string[]>("NODE") { Description = "Nodes: names, ids, or self, which is also the default.", Arity = ArgumentArity.ZeroOrMore };
        nodes.CompletionSources.AddRange(parts.Node().CompletionSources);
        return Create(parts, "ps", "List the tasks on nodes.", nodes, (session, ct) => OnNodesAsync(session, session.Get(nodes), ct), isOfNodes: true);
    }

    public static Listing<TaskItem> Listing() => new(TaskShape.Create(), ApiJson.Default.ListedTaskItem, ApiJson.Default.ChangeItemTaskItem);

    private static Command Create(
        CommandParts parts,
        string name,
        string description,
        Argument subject,
        Func<Session, CancellationToken, Task<TaskChoice>> choose,
        bool isOfNodes = false)
    {
        var node = parts.OfNode("Only the tasks of this node; self is the one that answers.");
        var all = new Option<bool>("--all", "-a") { Description = "Also the tasks that each slot had before." };
        var noResolve = new Option<bool>("--no-resolve") { Description = "Show services and nodes by their ids." };
        var command = isOfNodes
            ? new Command(name, description).With(subject, all, noResolve)
            : new Command(name, description).With(subject, node, all, noResolve);
        return command.Shows(parts, canWatch: true)
            .Does(parts, async (session, ct) =>
            {
                if (session.Get(noResolve) && session.Get(session.Common.Watch))
                    throw CliException.Usage("With --watch names are shown, for --no-resolve looks nodes up once.", "Leave one of them out; -o json has the services' ids.");
                var choice = await choose(session, ct);
                if (choice is { Query.Value: null, ExitCode: not ExitCode.Ok, Scope: null })
                    return choice.ExitCode;
                var host = !isOfNodes && session.Get(node) is { } asked ? await NodeNames.ResolvedAsync(session, asked, ct) : null;
                var path = ApiPath.With(ApiPath.Of("tasks"), choice.Query, ("node", host), ("all", ApiPath.Flag(session.Get(all))));
                var ids = session.Get(noResolve) ? await NodeNames.IdsAsync(session, ct) : null;
                var code = await ShowAsync(session, path, choice, ids, ct);
                return code == ExitCode.Ok ? choice.ExitCode : code;
            });
    }

    /// <param name="nodeIds">By the nodes' names, to be shown instead of these; null: names are shown.</param>
    private static Task<int> ShowAsync(
        Session session, string path, TaskChoice choice, IReadOnlyDictionary<string, string>? nodeIds, CancellationToken ct)
    {
        var owner = choice.Query is (Stack, { } stack) ? ApiPath.Of("stacks", stack) : null;
        var isAsSent = owner is null && choice.Scope is null && nodeIds is null;
        return isAsSent || session.Get(session.Common.Watch)
            ? session.ListAsync(path, Chosen, ct)
            : session.ListOfAsync(path, owner, Chosen, ct);

        Listing<TaskItem> Chosen() => Listing() with
        {
            Shape = TaskShape.Create() with { Scope = choice.Scope, Shown = nodeIds is null ? null : task => Unresolved(task, nodeIds) },
        };
    }

    /// <summary>One is asked for by its name; of several all are looked up, so that each that is not there is told.</summary>
    private static async Task<TaskChoice> OfServicesAsync(Session session, string[] names, CancellationToken ct)
    {
        if (names.Length == 1)
            return new TaskChoice((Service, names[0]));
        var found = new HashSet<string>();
        var code = await InTurn.DoAsync(session, names, async name =>
        {
            var service = await session.Api.GetAsync(ApiPath.Of("services", name), ApiJson.Default.ServiceItem, ct);
            found.Add(service.Id.ToString());
            return ExitCode.Ok;
        }, ct);
        return new TaskChoice((Service, null), found.Count == 0 ? null : task => found.Contains(task.ServiceId.ToString()), code);
    }

    /// <summary>As <see cref="OfServicesAsync"/>.</summary>
    private static async Task<TaskChoice> OnNodesAsync(Session session, string[] names, CancellationToken ct)
    {
        if (names.Length <= 1)
            return new TaskChoice((Node, await NodeNames.ResolvedAsync(session, names.FirstOrDefault() ?? NodeNames.Self, ct)));
        var found = new HashSet<string>();
        var code = await InTurn.DoAsync(session, names, async name =>
        {
            var id = await NodeNames.ResolvedAsync(session, name, ct);
            found.Add((await session.Api.GetAsync(ApiPath.Of("nodes", id), ApiJson.Default.NodeItem, ct)).Name);
            return ExitCode.Ok;
        }, ct);
        return new TaskChoice((Node, null), found.Count == 0 ? null : task => task.Node is { } node && found.Contains(node), code);
    }

    // As docker names what it does not resolve.
    private static TaskItem Unresolved(TaskItem task, IReadOnlyDictionary<string, string> nodeIds)
    {
        var node = task.Node is { } name ? nodeIds.GetValueOrDefault(name, name) : null;
        return task with { Node = node, Name = $"{task.ServiceId}.{(task.Slot > 0 ? $"{task.Slot}" : node)}" };
    }
}
