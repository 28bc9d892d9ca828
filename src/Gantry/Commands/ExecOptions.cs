using System.CommandLine;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>How a command in a container is run: the options of <c>exec</c>.</summary>
internal sealed class ExecOptions
{
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "Pass standard input on." };
    private readonly Option<bool> _tty = new("--tty", "-t") { Description = "Give it a terminal." };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Start it and leave it alone: its output and exit code are lost." };
    private readonly Option<string?> _user = new("--user", "-u") { Description = "User, or user:group.", HelpName = "USER" };
    private readonly Option<string?> _workdir = new("--workdir", "-w") { Description = "Folder in the container.", HelpName = "FOLDER" };

    private readonly Option<string[]> _env = new("--env", "-e")
    {
        Description = "Variable; NAME alone takes this shell's value.",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string[]> _envFile = new("--env-file") { Description = "File with variables, a NAME=VALUE each line.", HelpName = "FILE" };

    public Command AddTo(Command command) => command.With(_interactive, _tty, _detach, _user, _workdir, _env, _envFile);

    /// <exception cref="CliException">Two of them contradict each other, or a variable has no value.</exception>
    public async Task<ExecRequest> RequestAsync(Session session, IReadOnlyList<string> words, CancellationToken ct)
    {
        CheckInput(session);
        var (isTerminal, isDetached) = (session.Get(_tty), session.Get(_detach));
        var variables = await VariablesAsync(session, ct);
        var size = isTerminal && !isDetached ? Terminal.SizeOf(Terminal.StandardOutput) : null;
        return new ExecRequest(
            words,
            isTerminal,
            session.Get(_interactive),
            size?.Rows ?? 0,
            size?.Columns ?? 0,
            session.Get(_user),
            session.Get(_workdir),
            variables.Count > 0 ? variables : null,
            isDetached);
    }

    private void CheckInput(Session session)
    {
        if (!session.Get(_interactive))
            return;
        if (session.Get(_tty) && !session.Environment.InIsTerminal)
            throw CliException.Usage("-t needs a terminal, and standard input is none.", "Leave -t out.");
        if (session.Get(_detach))
            throw CliException.Usage("With -d nobody passes standard input on.", "Leave -i out, or -d.");
    }

    /// <summary>Those of the command line win over those of files.</summary>
    private async Task<IReadOnlyList<string>> VariablesAsync(Session session, CancellationToken ct)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in session.All(_envFile))
        {
            foreach (var (name, value) in await Variables.OfFileAsync(session, file, ct))
                variables[name] = value;
        }

        foreach (var (name, value) in session.All(_env).Select(text => Variables.Parse(session, "--env", text)))
            variables[name] = value;
        return [.. variables.Select(v => $"{v.Key}={v.Value}")];
    }
}
