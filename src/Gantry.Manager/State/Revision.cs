using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Gantry.Manager.State;

/// <summary>A moment of the cluster. Printed <c>epoch.number</c>; people and tools treat it as one token.</summary>
/// <param name="Epoch">Goes up when the store is restored or moved: numbers of different epochs are never compared.</param>
/// <param name="Number">Goes up by one with every commit.</param>
internal readonly record struct Revision(long Epoch, long Number) : IComparable<Revision>
{
    public static readonly Revision None = new(0, 0);

    /// <summary>Of a new store, before anything was written.</summary>
    public static readonly Revision First = new(1, 0);

    public Revision Next => this with { Number = Number + 1 };

    public static bool TryParse([NotNullWhen(true)] string? text, out Revision revision)
    {
        revision = None;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0 || !TryParseNumber(text.AsSpan(0, dot), out var epoch) || !TryParseNumber(text.AsSpan(dot + 1), out var number))
            return false;

        revision = new Revision(epoch, number);
        return true;
    }

    public bool IsAfter(Revision other) => CompareTo(other) > 0;

    public int CompareTo(Revision other) => Epoch == other.Epoch ? Number.CompareTo(other.Number) : Epoch.CompareTo(other.Epoch);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{Number}");

    private static bool TryParseNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
