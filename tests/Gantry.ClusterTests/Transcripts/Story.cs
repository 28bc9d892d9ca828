using System.Text;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>
/// A file of commands and what they answer. Not indented: <c>stack NAME</c> (a name that is another one in every run),
/// <c>write FILE</c> with its text indented below, <c># what a reader should know</c>, and <c>$ a command line</c>. Below a
/// command, indented: what it printed to pipes, <c>stderr:</c>, <c>terminal:</c> where that differs (of one that differs by its colours alone, the
/// lines that have them), and an exit code that is not 0.
/// </summary>
internal sealed record Story(IReadOnlyList<StoryStep> Steps)
{
    private const string Indent = "  ";

    public IEnumerable<string> Stacks => Steps.Where(s => s.Kind == StoryStepKind.Stack).Select(s => s.Text);

    public static Story Parse(string text)
    {
        var steps = new List<StoryStep>();
        var body = new List<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (StepOf(line) is { } step)
            {
                Close();
                steps.Add(step);
            }
            else if (line.Length == 0 || line.StartsWith(Indent, StringComparison.Ordinal))
            {
                body.Add(line.Length == 0 ? line : line[Indent.Length..]);
            }
        }

        Close();
        return new Story(steps);

        void Close()
        {
            if (steps is [.., { Kind: StoryStepKind.Write } last])
                steps[^1] = last with { Body = string.Join('\n', body).Trim('\n') + "\n" };
            body.Clear();
        }
    }

    /// <param name="pipes">What each command said, in order.</param>
    /// <param name="terminals">The same on a terminal.</param>
    public string Tell(IReadOnlyList<Said> pipes, IReadOnlyList<Said> terminals)
    {
        var told = new StringBuilder();
        var command = 0;
        StoryStepKind? before = null;
        foreach (var step in Steps)
        {
            // What is said before a command belongs to it.
            if (before is not (null or StoryStepKind.Remark) || (before is StoryStepKind.Remark && step.Kind is StoryStepKind.Stack))
                told.Append('\n');
            told.Append(step.Line).Append('\n');
            if (step.Kind == StoryStepKind.Write)
                Append(told, step.Body.TrimEnd('\n'));
            else if (step.Kind == StoryStepKind.Command)
                Append(told, pipes[command], terminals[command++]);
            before = step.Kind;
        }

        return told.ToString();
    }

    /// <summary>For a reader who has never seen Gantry: remarks as text, and what a terminal showed.</summary>
    public string AsMarkdown(IReadOnlyList<Said> terminals)
    {
        var text = new StringBuilder();
        var command = 0;
        foreach (var step in Steps)
        {
            if (step.Kind == StoryStepKind.Remark)
                text.Append(step.Text).Append('\n');
            else if (step.Kind == StoryStepKind.Command)
                text.Append("\n```console\n").Append(step.Line).Append('\n').Append(Screen.WithoutColours(terminals[command++].Out)).Append("\n```\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder told, Said pipe, Said terminal)
    {
        if (pipe.Out.Length > 0)
            Append(told, pipe.Out);
        if (pipe.Error.Length > 0)
            AppendPart(told, "stderr:", pipe.Error);
        if (Screen.WithoutColours(terminal.Out) != pipe.Both)
            AppendPart(told, "terminal:", terminal.Out);
        else if (terminal.Out != pipe.Both)
            AppendPart(told, "terminal, the same in colours:", string.Join('\n', terminal.Out.Split('\n').Where(Screen.HasColours)));
        if (pipe.ExitCode != 0)
            told.Append("exit code ").Append(pipe.ExitCode).Append('\n');
        if (terminal.ExitCode != pipe.ExitCode)
            told.Append("terminal: exit code ").Append(terminal.ExitCode).Append('\n');
    }

    private static void AppendPart(StringBuilder told, string label, string text)
    {
        told.Append(label).Append('\n');
        Append(told, text);
    }

    private static void Append(StringBuilder told, string text)
    {
        foreach (var line in text.Split('\n'))
            told.Append(line.Length == 0 ? "" : Indent + line).Append('\n');
    }

    private static StoryStep? StepOf(string line) => line.Split(' ', 2) switch
    {
        ["$", var command] => new StoryStep(StoryStepKind.Command, command, line),
        ["#", var remark] => new StoryStep(StoryStepKind.Remark, remark, line),
        ["#"] => new StoryStep(StoryStepKind.Remark, "", line),
        ["stack", var name] => new StoryStep(StoryStepKind.Stack, name, line),
        ["write", var file] => new StoryStep(StoryStepKind.Write, file, line),
        _ => null,
    };
}
