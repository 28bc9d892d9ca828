using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gantry.Worker.Docker;

/// <summary>
/// Cuts the engine's output streams. Without a terminal each frame has a header: source, three zero bytes, length as
/// big-endian 32 bits. Which form a stream has is known from the container's or exec's Tty alone: the content type lies
/// (engine 20.10 sends none for logs).
/// </summary>
/// <param name="broken">Makes the exception for a stream that is not what it should be.</param>
internal sealed class FrameReader(Stream stream, Func<string, EngineException> broken)
{
    private const int HeaderLength = 8;
    private const int RawPieceLength = 16 * 1024;
    private const byte EngineComplaint = 3;

    // The engine cuts at 16 KiB. A longer length means that the stream is not framed at all, and believing it
    // would allocate up to 4 GiB.
    private const int LongestFrame = 4 * 1024 * 1024;

    public IAsyncEnumerable<OutputFrame> ReadAsync(bool tty, CancellationToken ct) =>
        tty ? ReadRawAsync(ct) : ReadFramesAsync(ct);

    private async IAsyncEnumerable<OutputFrame> ReadFramesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var header = new byte[HeaderLength];
        while (await ReadHeaderAsync(header, ct))
        {
            var bytes = await ReadBodyAsync(header, ct);
            if (header[0] == EngineComplaint)
                throw broken($"the engine broke off: {Encoding.UTF8.GetString(bytes).Trim()}");
            yield return new OutputFrame((OutputSource)header[0], bytes);
        }
    }

    private async IAsyncEnumerable<OutputFrame> ReadRawAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var buffer = new byte[RawPieceLength];
        while (await stream.ReadAsync(buffer, ct) is > 0 and var count)
            yield return new OutputFrame(OutputSource.StandardOutput, buffer.AsSpan(0, count).ToArray());
    }

    private async Task<bool> ReadHeaderAsync(byte[] header, CancellationToken ct)
    {
        var count = await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, ct);
        return count switch
        {
            HeaderLength => true,
            0 => false,
            _ => throw broken($"the output ended inside a frame header ({count} of {HeaderLength} bytes)"),
        };
    }

    private async Task<byte[]> ReadBodyAsync(byte[] header, CancellationToken ct)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
        if (header[0] is < 1 or > EngineComplaint || length > LongestFrame)
            throw broken($"the output is not framed (it begins {Convert.ToHexString(header)})");

        var bytes = new byte[length];
        var count = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return count == bytes.Length
            ? bytes
            : throw broken($"the output ended inside a frame ({count} of {length} bytes)");
    }
}
