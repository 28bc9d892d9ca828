using System.Globalization;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>
/// A number or version, compared part by part: 20.10 is more than 20.9, v1.2 equals 1.2.0, and 1.2-rc1 comes before 1.2.
/// </summary>
internal sealed class VersionNumber : IComparable<VersionNumber>
{
    private const int MostParts = 8;

    private readonly List<decimal> _parts;
    private readonly string _preRelease;

    private VersionNumber(List<decimal> parts, string preRelease)
    {
        _parts = parts;
        _preRelease = preRelease;
    }

    public static VersionNumber Of(int major, int minor) => new([major, minor], "");

    /// <returns>Null when the text is neither.</returns>
    public static VersionNumber? TryParse(string text)
    {
        var body = text.Trim().TrimStart('v', 'V').Split('+')[0];
        var dash = body.IndexOf('-', StringComparison.Ordinal);
        var numbers = (dash < 0 ? body : body[..dash]).Split('.');
        if (numbers.Length > MostParts)
            return null;

        var parts = new List<decimal>(numbers.Length);
        foreach (var number in numbers)
        {
            if (!decimal.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var part))
                return null;
            parts.Add(part);
        }

        return new VersionNumber(parts, dash < 0 ? "" : body[(dash + 1)..]);
    }

    public int CompareTo(VersionNumber? other)
    {
        if (other is null)
            return 1;

        for (var i = 0; i < Math.Max(_parts.Count, other._parts.Count); i++)
        {
            var compared = PartAt(i).CompareTo(other.PartAt(i));
            if (compared != 0)
                return compared;
        }

        if (_preRelease.Length == 0 || other._preRelease.Length == 0)
            return other._preRelease.Length.CompareTo(_preRelease.Length);
        return string.CompareOrdinal(_preRelease, other._preRelease);
    }

    public override string ToString() => string.Join('.', _parts) + (_preRelease.Length == 0 ? "" : $"-{_preRelease}");

    private decimal PartAt(int index) => index < _parts.Count ? _parts[index] : 0;
}
