using Gantry.Model.Wire;

namespace Gantry.Output;

/// <summary>
/// One of the three descriptors that every process has, byte for byte. The console's own streams set the terminal up
/// (which costs a short command more than its work), and edit lines themselves when they read a terminal, so that keys
/// would never reach the other side of a raw one; a FileStream keeps a position of its own in a file that is shared.
/// </summary>
internal sealed class DescriptorStream(int descriptor) : SequentialStream
{
    public override int Read(Span<byte> buffer) => Descriptor.Read(descriptor, buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="OutputClosedException">The reader has gone, or the descriptor was closed before the start.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            Descriptor.Write(descriptor, buffer);
        }
        catch (DescriptorException e)
        {
            throw e.IsClosed ? new OutputClosedException() : new CliException(ExitCode.Error, $"The output cannot be written: {e.Message}.");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    // Who reads our output has us wait anyway: a thread of the pool would wait no better.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
