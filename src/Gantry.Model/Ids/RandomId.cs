using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Gantry.Model.Ids;

/// <summary>80 random bits, written as 16 lower-case base32 letters (RFC 4648 alphabet, no padding).</summary>
/// <remarks>Orders and hashes the same in every process: plans break ties on it.</remarks>
public readonly record struct RandomId(ulong High, ushort Low) : IComparable<RandomId>
{
    public const int Length = 16;

    /// <summary>How many letters people are shown. Unique prefixes of any length are accepted.</summary>
    public const int ShownLength = 8;

    private const int ByteCount = 10;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static RandomId From(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, ByteCount);
        return new RandomId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]));
    }

    public static RandomId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not an id: expected {Length} letters a-z and digits 2-7.");

    public static bool TryParse([NotNullWhen(true)] string? text, out RandomId id)
    {
        id = default;
        if (text?.Length != Length)
            return false;

        var bits = UInt128.Zero;
        foreach (var letter in text)
        {
            var value = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
                return false;
            bits = (bits << 5) | (uint)value;
        }

        id = new RandomId((ulong)(bits >> 16), (ushort)bits);
        return true;
    }

    public int CompareTo(RandomId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    // The bits are random already: folding them is a good hash, and unlike HashCode it is the same in every process.
    public override int GetHashCode() => (int)(High >> 32) ^ (int)High ^ Low;

    public override string ToString() => string.Create(Length, this, static (letters, id) =>
    {
        var bits = ((UInt128)id.High << 16) | id.Low;
        for (var i = letters.Length - 1; i >= 0; i--, bits >>= 5)
            letters[i] = Alphabet[(int)(bits & 31)];
    });

    /// <summary>The first letters, as lists show them.</summary>
    public string Shown => ToString()[..ShownLength];
}
