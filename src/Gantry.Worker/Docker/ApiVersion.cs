using System.Globalization;

namespace Gantry.Worker.Docker;

/// <summary>A version of the engine's API, such as 1.41. Ordered by number: 1.9 is before 1.41.</summary>
internal readonly record struct ApiVersion(int Major, int Minor) : IComparable<ApiVersion>
{
    /// <summary>Engine 20.10, the oldest that Debian 12 and Ubuntu 22.04 ship.</summary>
    public static readonly ApiVersion Oldest = new(1, 41);

    /// <summary>Engine 28.0. Newer engines still speak it; our records know nothing beyond it.</summary>
    public static readonly ApiVersion Newest = new(1, 48);

    public static bool operator <(ApiVersion left, ApiVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ApiVersion left, ApiVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ApiVersion left, ApiVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ApiVersion left, ApiVersion right) => left.CompareTo(right) >= 0;

    /// <returns>Null when the text is no version.</returns>
    public static ApiVersion? Parse(string? text) =>
        text?.Split('.') is [var major, var minor]
        && int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var a)
        && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var b)
            ? new ApiVersion(a, b)
            : null;

    public int CompareTo(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => $"{Major}.{Minor}";
}
