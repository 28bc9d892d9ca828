using System.Text;

namespace Gantry.Output;

/// <summary>The one place that writes to the user.</summary>
internal sealed class Printer(CliEnvironment environment)
{
    private readonly HashSet<string> _warned = [];

    public CliEnvironment Environment => environment;

    public bool IsTerminal => environment.OutIsTerminal;

    public void Line(string text = "")
    {
        environment.Out.Write(text);
        environment.Out.Write('\n');
    }

    /// <summary>As it is, for example a part of a screen that is drawn anew.</summary>
    public void Raw(string text) => environment.Out.Write(text);

    /// <summary>What was printed so far is seen now.</summary>
    public void Flush() => environment.Out.Flush();

    /// <summary>Something that the reader should know and a script need not parse.</summary>
    public void Note(string text) => ErrorLine(text);

    /// <summary>Each text once: a plan that was confirmed has told what the change would tell again.</summary>
    public void Warning(string text)
    {
        if (_warned.Add(text))
            ErrorLine($"warning: {Indented(text, "  ")}");
    }

    /// <summary>As a part of what is printed.</summary>
    public void WarningLine(string text)
    {
        _warned.Add(text);
        Line($"  {Paint("!", Colour.Yellow)} {Indented(text, "    ")}");
    }

    // What a compose file's problem quotes has a caret below it, which means something on a line of its own alone.
    private static string Indented(string text, string indent) => string.Join($"\n{indent}", text.Split('\n').Select(PlainText.Of));

    public void Error(CliException problem)
    {
        FlushIfRead();
        ErrorLine($"error: {PlainText.Of(problem.Message)}");
        foreach (var detail in problem.Details)
            ErrorLine($"  {PlainText.Of(detail)}");
        if (problem.Hint is { } hint)
            Hint(hint);
    }

    /// <summary>What to do next, below what was printed so far.</summary>
    public void Hint(string text)
    {
        FlushIfRead();
        ErrorLine($"hint: {PlainText.Of(text)}");
    }

    public string Paint(string text, Colour colour) =>
        environment.UsesColour && text.Length > 0 ? $"\e[{(int)colour}m{text}\e[0m" : text;

    /// <summary>Asks on the terminal; anything but y or yes is no.</summary>
    public async Task<bool> AsksAsync(string question, CancellationToken ct)
    {
        await environment.Out.WriteAsync($"{question} [y/N] ");
        await environment.Out.FlushAsync(ct);
        var answer = await ReadLineAsync(ct);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    /// <summary>Byte by byte: what follows the line belongs to somebody else.</summary>
    /// <returns>Null at the end of input.</returns>
    public async Task<string?> ReadLineAsync(CancellationToken ct)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await environment.In.ReadAsync(one, ct) == 1 && one[0] != (byte)'\n')
            line.Add(one[0]);
        return line.Count == 0 && one[0] != (byte)'\n' ? null : Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
    }

    private void FlushIfRead()
    {
        try
        {
            environment.Out.Flush();
        }
        catch (Exception e) when (e is OutputClosedException or CliException)
        {
            // What went wrong must be told all the same, and it may be this.
        }
    }

    private void ErrorLine(string text)
    {
        try
        {
            environment.Error.Write($"{text}\n");
        }
        catch (Exception e) when (e is OutputClosedException or CliException)
        {
            // Nobody is there to be told; what the command does and answers stays the same.
        }
    }
}
