namespace Gantry.Tests.Cli;

/// <summary>Gives at most so many bytes a read, as a network may.</summary>
internal sealed class DrippingStream(byte[] content, int size) : MemoryStream(content)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
}
