using System.Buffers.Binary;

namespace Gantry.Worker.Dns;

/// <summary>A DNS message on a stream: two bytes of length, then the message (RFC 1035 4.2.2).</summary>
internal static class TcpFrame
{
    private const int LengthBytes = 2;

    /// <returns>Null when the other side has ended the stream.</returns>
    public static async ValueTask<byte[]?> ReadAsync(Stream stream, CancellationToken ct)
    {
        var length = new byte[LengthBytes];
        if (await stream.ReadAtLeastAsync(length, LengthBytes, throwOnEndOfStream: false, ct) < LengthBytes)
            return null;

        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        var read = await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, ct);
        return read == message.Length ? message : null;
    }

    public static async ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        // One write: two would be two segments, and a delayed acknowledgement between them.
        var frame = new byte[LengthBytes + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)message.Length);
        message.CopyTo(frame.AsMemory(LengthBytes));
        await stream.WriteAsync(frame, ct);
    }
}
