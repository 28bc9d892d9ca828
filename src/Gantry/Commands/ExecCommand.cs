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
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Pass standard input on." };
        var tty = new Option<bool>("--tty", "-t") { Description = "Give it a terminal." };
        var user = new Option<string?>("--user", "-u") { Description = "User, or user:group.", HelpName = "USER" };
        var workdir = new Option<string?>("--workdir", "-w") { Description = "Folder in the container.", HelpName = "FOLDER" };
        var env = new Option<string[]>("--env", "-e") { Description = "Variable; NAME alone takes this shell's value.", HelpName = "NAME=VALUE" };
        var envFile = new Option<string[]>("--env-file") { Description = "File with variables, a NAME=VALUE each line.", HelpName = "FILE" };
        var detach = new Option<bool>("--detach", "-d") { Description = "Start it and leave it alone: its output and exit code are lost." };
        return new Command("exec", "Run a command in a running container; its exit code is passed on.")
            .With(interactive, tty, detach, user, workdir, env, envFile, subject, words)
            .Does(parts, async (session, ct) =>
            {
                var wantsTerminal = session.Get(tty);
                if (wantsTerminal && session.Get(interactive) && !session.Environment.InIsTerminal)
                    throw CliException.Usage("-t needs a terminal, and standard input is none.", "Leave -t out.");
                if (session.Get(detach) && session.Get(interactive))
                    throw CliException.Usage("With -d nobody passes standard input on.", "Leave -i out, or -d.");
                var variables = await VariablesOfAsync(session, session.All(envFile), session.All(env), ct);
                var size = wantsTerminal && !session.Get(detach) ? Terminal.SizeOf(Terminal.StandardOutput) : null;
                var request = new ExecRequest(
                    session.Get(words),
                    wantsTerminal,
                    session.Get(interactive),
                    size?.Rows ?? 0,
                    size?.Columns ?? 0,
                    session.Get(user),
                    session.Get(workdir),
                    variables.Count > 0 ? variables : null,
                    session.Get(detach));
                var task = await TaskOfAsync(session, session.Get(subject), isOfTask, ct);
                return await new ExecSession(session.Api, session.Environment, request).RunAsync(task, ct);
            });
    }

    /// <summary>Those of the command line win over those of files.</summary>
    private static async Task<IReadOnlyList<string>> VariablesOfAsync(
        Session session, IReadOnlyList<string> files, IReadOnlyList<string> given, CancellationToken ct)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var (name, value) in await Variables.OfFileAsync(session, file, ct))
                variables[name] = value;
        }

        foreach (var (name, value) in given.Select(text => Variables.Parse(session, "--env", text)))
            variables[name] = value;
        return [.. variables.Select(v => $"{v.Key}={v.Value}")];
    }

    private static async Task<string> TaskOfAsync(Session session, string subject, bool isOfTask, CancellationToken ct)
    {
        if (isOfTask || subject.Contains('.'))
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
