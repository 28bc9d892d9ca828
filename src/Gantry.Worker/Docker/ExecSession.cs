namespace Gantry.Worker.Docker;

/// <summary>
/// The line to a process started by exec: what it writes comes out of <see cref="OutputAsync"/>, what we write goes in.
/// One reader and one writer at a time.
/// </summary>
/// <param name="stream">Both ways; owned.</param>
/// <param name="tty">With a terminal the output has no frames: everything is standard output.</param>
/// <param name="closeInput">Shuts the sending half alone, which the process sees as end of file.</param>
/// <param name="broken">Makes the exception for output that makes no sense.</param>
internal sealed class ExecSession(Stream stream, bool tty, Action closeInput, Func<string, EngineException> broken)
    : IAsyncDisposable
{
    private readonly FrameReader _reader = new(stream, broken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct) => stream.WriteAsync(bytes, ct);

    /// <summary>End of input for the process; its output goes on. Safe to repeat. With a terminal send 4 (Ctrl-D) instead.</summary>
    public void CloseInput() => closeInput();

    /// <summary>Ends when the process does.</summary>
    public IAsyncEnumerable<OutputFrame> OutputAsync(CancellationToken ct) => _reader.ReadAsync(tty, ct);

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
