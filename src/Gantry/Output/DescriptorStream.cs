using System.Runtime.InteropServices;

namespace Gantry.Output;

/// <summary>
/// One of the three descriptors that every process has, byte for byte. The console's own streams set the terminal up
/// (which costs a short command more than its work), and edit lines themselves when they read a terminal, so that keys
/// would never reach the other side of a raw one; a FileStream keeps a position of its own in a file that is shared.
/// </summary>
internal sealed partial class DescriptorStream(int descriptor) : Stream
{
    private const int Interrupted = 4;
    private const int BadDescriptor = 9;
    private const int BrokenPipe = 32;
    private const short PollIn = 1;
    private const short PollOut = 4;

    private static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = ReadBytes(descriptor, start, (nuint)buffer.Length);
                if (count >= 0)
                    return (int)count;
                WaitOrThrow(PollIn);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="OutputClosedException">The reader has gone, or the descriptor was closed before the start.</exception>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint count;
            fixed (byte* start = buffer)
                count = WriteBytes(descriptor, start, (nuint)buffer.Length);
            if (count < 0)
                WaitOrThrow(PollOut);
            else
                buffer = buffer[(int)count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    // Who reads our output has us wait anyway: a thread of the pool would wait no better.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    // Nothing is kept back. What a stream does by itself here starts the thread pool, as the last thing of every command.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private unsafe void WaitOrThrow(short events)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == WouldBlock)
        {
            // Another process made the shared descriptor non-blocking. A struct pollfd is the descriptor, then the
            // wanted events in the lower half of a word whose upper half is for the answer.
            var request = stackalloc int[] { descriptor, events };
            _ = Poll(request, 1, -1);
        }
        else if (error != Interrupted)
        {
            throw (events, error) switch
            {
                (PollOut, BrokenPipe or BadDescriptor) => new OutputClosedException(),
                (PollOut, _) => new CliException(ExitCode.Error, $"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}."),
                _ => new IOException(Marshal.GetPInvokeErrorMessage(error)),
            };
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadBytes(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteBytes(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int Poll(int* requests, nuint count, int milliseconds);
}
