namespace Gantry.Output;

/// <summary>Everything outside the process that a command sees. Tests give their own.</summary>
/// <param name="Variable">Null when it is not set.</param>
/// <param name="InIsTerminal">Somebody can answer questions.</param>
/// <param name="OutIsTerminal">Somebody reads along: colours and redrawn lines make sense.</param>
/// <param name="Columns">Width of the terminal, asked anew each time.</param>
internal sealed record CliEnvironment(
    Func<string, string?> Variable,
    Func<string> CurrentDirectory,
    Stream In,
    Stream OutBytes,
    Stream ErrorBytes,
    bool InIsTerminal,
    bool OutIsTerminal,
    Func<int> Columns,
    TimeProvider Time)
{
    public string WorkingDirectory => CurrentDirectory();

    public TextWriter Out { get; } = new StreamWriter(OutBytes, bufferSize: 4096) { AutoFlush = false };

    public TextWriter Error { get; } = new StreamWriter(ErrorBytes, bufferSize: 256) { AutoFlush = true };

    /// <summary>See no-color.org: any value but an empty one.</summary>
    public bool UsesColour => OutIsTerminal && Variable("NO_COLOR") is null or "" && Variable("TERM") != "dumb";

    public static CliEnvironment OfProcess() => new(
        Environment.GetEnvironmentVariable,
        () => Environment.CurrentDirectory,
        new DescriptorStream(Terminal.StandardInput),
        new DescriptorStream(Terminal.StandardOutput),
        new DescriptorStream(Terminal.StandardError),
        Terminal.Is(Terminal.StandardInput),
        Terminal.Is(Terminal.StandardOutput),
        () => Terminal.SizeOf(Terminal.StandardOutput)?.Columns ?? 80,
        TimeProvider.System);
}
