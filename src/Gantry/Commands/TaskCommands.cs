using System.CommandLine;
using Gantry.Model.Api;

namespace Gantry.Commands;

/// <summary><c>gantry task …</c></summary>
internal static class TaskCommands
{
    public static Command Create(CommandParts parts) => new Command("task", "Tasks: the runs of a service's replicas.").With(
        TaskLists.CreateTaskLs(parts),
        CreateInspect(parts),
        LogsCommand.Create(parts, isOfTask: true),
        ExecCommand.Create(parts, isOfTask: true));

    private static Command CreateInspect(CommandParts parts)
    {
        var tasks = CommandParts.Several(parts.Task());
        return new Command("inspect", "Show everything about tasks.").With(tasks).Inspects(parts)
            .Does(parts, (session, ct) => session.InspectAsync(
                "tasks", session.Get(tasks), TaskLists.Listing, ApiJson.Default.TaskItem, ct));
    }
}
