using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry exec SERVICE|TASK CMD…</c></summary>
internal static class ExecCommand
{
    public static Command Create(CommandParts parts, bool isOfTask)
    {
        var subject = isOfTask ? parts.Task() : parts.Subject("SERVICE|TASK", "Where to run it; of a service a running task is picked.");
        var words = new Argument<string[]>("CMD") { Description = "Command and its arguments.", Arity = ArgumentArity.OneOrMore };
        var options = new ExecOptions();
        var command = new Command("exec", "Run a command in a running container; its exit code is passed on.");
        return options.AddTo(command).With(subject, words)
            .Does(parts, async (session, ct) =>
            {
                var request = await options.RequestAsync(session, session.Get(words), ct);
                var task = await TaskOfAsync(session, session.Get(subject), isOfTask, ct);
                return await new ExecSession(session.Api, session.Environment, request).RunAsync(task, ct);
            });
    }

    private static async Task<string> TaskOfAsync(Session session, string subject, bool isOfTask, CancellationToken ct)
    {
        if (isOfTask)
            return subject;
        Listed<TaskItem> tasks;
        try
        {
            var service = await session.Api.GetAsync(ApiPath.Of("services", subject), ApiJson.Default.ServiceItem, ct);
            tasks = await session.Api.GetAsync(
                ApiPath.With(ApiPath.Of("tasks"), ("service", service.Id.ToString())), ApiJson.Default.ListedTaskItem, ct);
        }
        catch (CliException e) when (e.ExitCode == ExitCode.NotFound)
        {
            return subject;
        }

        var running = tasks.Items.Where(t => t.State == "running").OrderByDescending(t => t.InService).ThenBy(t => t.Slot).ToList();
        return running.Count > 0
            ? running[0].Id.ToString()
            : throw new CliException(
                ExitCode.ExecFailed,
                $"No task of {subject} is running.",
                $"gantry explain {subject} says why.");
    }
}
