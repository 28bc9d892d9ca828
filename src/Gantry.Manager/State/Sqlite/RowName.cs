using System.Text;

namespace Gantry.Manager.State.Sqlite;

/// <summary>What tells a row from the others of its kind, as UTF-8: its place and its key.</summary>
internal readonly ref struct RowName(ReadOnlySpan<byte> whole, int placeLength)
{
    /// <summary>The longest name has a stack's name in it, of 63 bytes.</summary>
    public const int MostBytes = 1_024;

    /// <summary>Both, as the row's checksum covers them.</summary>
    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ReadOnlySpan<byte> Place => Whole[..placeLength];

    public ReadOnlySpan<byte> Key => Whole[(placeLength + 1)..];

    /// <param name="buffer">Holds the name: it is good until the buffer is used again.</param>
    public static RowName Of(string place, string key, Span<byte> buffer)
    {
        var placeLength = Encoding.UTF8.GetBytes(place, buffer);
        buffer[placeLength] = (byte)'/';
        var keyLength = Encoding.UTF8.GetBytes(key, buffer[(placeLength + 1)..]);
        return new RowName(buffer[..(placeLength + 1 + keyLength)], placeLength);
    }
}
