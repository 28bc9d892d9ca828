using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary>All the ways to list tasks: <c>ps</c>, <c>stack ps</c>, <c>service ps</c>, <c>task ls</c>.</summary>
internal static class TaskLists
{
    public static Command CreatePs(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Only this stack's tasks.");
        return Create(parts, "ps", "List tasks.", stack, session => ("stack", session.Get(stack)));
    }

    public static Command CreateTaskLs(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Only this stack's tasks.");
        var command = Create(parts, "ls", "List tasks.", stack, session => ("stack", session.Get(stack)));
        command.Aliases.Add("list");
        return command;
    }

    public static Command CreateStackPs(CommandParts parts)
    {
        var stack = parts.Stack();
        return Create(parts, "ps", "List the tasks of a stack.", stack, session => ("stack", session.Get(stack)));
    }

    public static Command CreateServicePs(CommandParts parts)
    {
        var service = parts.Service();
        return Create(parts, "ps", "List the tasks of a service.", service, session => ("service", session.Get(service)));
    }

    public static Listing<TaskItem> Listing() => new(TaskShape.Create(), ApiJson.Default.ListedTaskItem, ApiJson.Default.ChangeItemTaskItem);

    private static Command Create(
        CommandParts parts, string name, string description, Argument subject, Func<Session, (string, string?)> query)
    {
        var node = parts.OfNode("Only the tasks of this node.");
        var all = new Option<bool>("--all", "-a") { Description = "Also the tasks that each slot had before." };
        return new Command(name, description).With(subject, node, all).Shows(parts, canWatch: true)
            .Does(parts, (session, ct) =>
            {
                var owner = query(session);
                var path = ApiPath.With(ApiPath.Of("tasks"), owner, ("node", session.Get(node)), ("all", ApiPath.Flag(session.Get(all))));
                return owner is ("stack", { } stack) && !session.Get(session.Common.Watch)
                    ? session.ListOfAsync(path, ApiPath.Of("stacks", stack), Listing, ct)
                    : session.ListAsync(path, Listing, ct);
            });
    }
}
