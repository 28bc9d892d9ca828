using System.Buffers.Binary;

namespace Gantry.Model.Wire;

/// <summary>One piece of an exec stream: a byte for the channel, four for the length (big-endian), the bytes.</summary>
public readonly record struct ExecFrame(ExecChannel Channel, ReadOnlyMemory<byte> Payload)
{
    private const int HeaderLength = 5;

    /// <summary>Larger ones are a broken peer.</summary>
    private const int MaxPayload = 1 << 20;

    public async ValueTask WriteToAsync(Stream stream, CancellationToken ct)
    {
        var bytes = new byte[HeaderLength + Payload.Length];
        bytes[0] = (byte)Channel;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), Payload.Length);
        Payload.CopyTo(bytes.AsMemory(HeaderLength));
        await stream.WriteAsync(bytes, ct);
        await stream.FlushAsync(ct);
    }

    /// <returns>Null when the stream ended between two frames.</returns>
    public static async ValueTask<ExecFrame?> ReadFromAsync(Stream stream, CancellationToken ct)
    {
        var header = new byte[HeaderLength];
        var read = await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, ct);
        if (read == 0)
            return null;
        if (read < HeaderLength)
            throw new LinkException("An exec stream ended within a frame.");

        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1));
        if (length is < 0 or > MaxPayload)
            throw new LinkException($"An exec frame of {length} bytes is beyond the limit of {MaxPayload}.");
        var payload = new byte[length];
        await stream.ReadExactlyAsync(payload, ct);
        return new ExecFrame((ExecChannel)header[0], payload);
    }
}
