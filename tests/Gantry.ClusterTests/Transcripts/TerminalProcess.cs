using System.Diagnostics;
using System.Text;
using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>A program on a terminal of its own, in a session of its own: Ctrl-C and a change of size reach it as they reach it at a desk.</summary>
internal sealed class TerminalProcess : IDisposable
{
    public const int Rows = 40;
    public const int Columns = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _printed = new();
    private readonly PseudoTerminal _terminal;
    private readonly Process _process;
    private readonly Task _reading;

    private TerminalProcess(PseudoTerminal terminal, Process process, CancellationToken ct)
    {
        _terminal = terminal;
        _process = process;
        _reading = ReadAsync(ct);
    }

    /// <summary>All that it printed, as it was sent.</summary>
    public string Printed
    {
        get
        {
            lock (_printed)
                return _printed.ToString();
        }
    }

    /// <param name="start">Its program and arguments, folder and environment.</param>
    public static async Task<TerminalProcess> StartAsync(ProcessStartInfo start, CancellationToken ct)
    {
        var terminal = await PseudoTerminal.OpenAsync(Rows, Columns, ct);

        // .NET starts programs on pipes or on its own terminal only. The shell opens ours three times, setsid makes it the
        // controlling one, and both then become the program: its process id and exit code are the ones seen here. Tests that
        // run in the background of a shell have inherited that Ctrl-C is ignored, which no terminal of a person does.
        string[] words = ["-c", "exec setsid --ctty env --default-signal=INT \"$@\" <\"$0\" >\"$0\" 2>\"$0\"", terminal.Path, start.FileName, .. start.ArgumentList];
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (var word in words)
            start.ArgumentList.Add(word);
        return new TerminalProcess(terminal, Process.Start(start)!, ct);
    }

    public ValueTask TypeAsync(string keys, CancellationToken ct) => _terminal.TypeAsync(keys, ct);

    public Task ResizeAsync(int rows, int columns, CancellationToken ct) => _terminal.ResizeAsync(rows, columns, ct);

    public Task<string> SettingsAsync(CancellationToken ct) => _terminal.SettingsAsync(ct);

    public Task UntilPrintedAsync(string text, CancellationToken ct) => Eventually.HoldsAsync(
        _ => Task.FromResult(Printed.Contains(text, StringComparison.Ordinal)),
        Eventually.Patience,
        () => Task.FromResult($"'{text}' is printed. This was: {Printed}"),
        ct);

    public async Task<int> ExitAsync(CancellationToken ct)
    {
        try
        {
            await _process.WaitForExitAsync(ct).WaitAsync(Patience, TimeProvider.System, ct);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It has not ended within {Patience.TotalSeconds} s. It printed: {Printed}");
        }

        _terminal.Leave();
        await _reading;
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _terminal.Dispose();
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var buffer = new byte[4096];
        var decoder = Encoding.UTF8.GetDecoder();
        var letters = new char[buffer.Length];
        while (await _terminal.ReadAsync(buffer, ct) is var count and > 0)
        {
            var decoded = decoder.GetChars(buffer, 0, count, letters, 0);
            lock (_printed)
                _printed.Append(letters, 0, decoded);
        }
    }
}
