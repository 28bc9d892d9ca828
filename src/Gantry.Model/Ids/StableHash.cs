using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Model.Ids;

/// <summary>A hash that is the same in every process and version: ties in plans and names of engine objects rest on it.</summary>
public static class StableHash
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>64-bit FNV-1a of the parts' UTF-16 code units with a separator, then mixed (source: splitmix64 finaliser).</summary>
    public static ulong Of(string first, string second, int number)
    {
        var hash = Add(Add(FnvOffset, first), second);
        return Mix(hash ^ (uint)number);
    }

    public static ulong Of(string text) => Mix(Add(FnvOffset, text));

    public static string Sha256Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Sha256Hex(string text) => Sha256Hex(Encoding.UTF8.GetBytes(text));

    private static ulong Add(ulong hash, string text)
    {
        Span<byte> unit = stackalloc byte[2];
        foreach (var c in text)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(unit, c);
            hash = (hash ^ unit[0]) * FnvPrime;
            hash = (hash ^ unit[1]) * FnvPrime;
        }

        return (hash ^ 0xFF) * FnvPrime;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
