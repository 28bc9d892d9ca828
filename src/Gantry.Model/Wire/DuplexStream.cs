using System.IO.Pipelines;

namespace Gantry.Model.Wire;

/// <summary>Two streams as one: what is read comes from <paramref name="input"/>, what is written goes to <paramref name="output"/>.</summary>
public sealed class DuplexStream(Stream input, Stream output) : SequentialStream
{
    /// <summary>Two ends within the process. A writer waits for a slow reader, as on a network.</summary>
    public static (Stream One, Stream Other) CreatePair()
    {
        var forth = new Pipe();
        var back = new Pipe();
        return (
            new DuplexStream(back.Reader.AsStream(), forth.Writer.AsStream()), new DuplexStream(forth.Reader.AsStream(), back.Writer.AsStream()));
    }

    public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        input.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        output.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => output.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            output.Dispose();
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
