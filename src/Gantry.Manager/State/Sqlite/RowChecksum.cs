using System.Buffers.Binary;
using System.Numerics;

namespace Gantry.Manager.State.Sqlite;

/// <summary>
/// CRC-32C over a row. SQLite checks the shape of its pages, not what is in them: a flipped bit in a replica count would be
/// served as if somebody had written it.
/// </summary>
internal static class RowChecksum
{
    public static long Of(long first, long second, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var crc = BitOperations.Crc32C(BitOperations.Crc32C(~0u, (ulong)first), (ulong)second);

        // The length keeps a letter from moving between key and value unseen.
        crc = BitOperations.Crc32C(crc, (ulong)key.Length);
        return ~Add(Add(crc, key), value);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
