using Gantry.Model.Wire;

namespace Gantry.Client;

/// <summary>Reads at most so many bytes of another stream, then says that there are too many.</summary>
internal sealed class BoundedStream(Stream inner, long maxLength) : SequentialStream
{
    private long _read;

    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        _read += count;
        return _read <= maxLength ? count : throw new HttpFormatException($"the answer is longer than {maxLength} bytes");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
