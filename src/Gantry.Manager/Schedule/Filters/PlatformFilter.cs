using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>An image runs only on the system and processor that it was built for.</summary>
internal static class PlatformFilter
{
    /// <param name="platform"><c>os/arch</c>, <c>os/arch/variant</c> or <c>os</c>. Engines do not tell their variant, so it is not compared.</param>
    public static bool Passes(string? platform, Node node)
    {
        if (string.IsNullOrEmpty(platform))
            return true;

        var parts = platform.Split('/');
        return parts[0].Equals(node.Facts.Os, StringComparison.OrdinalIgnoreCase)
            && (parts.Length == 1 || Architecture(parts[1]) == Architecture(node.Facts.Architecture));
    }

    public static string Reason(string? platform, Node node) =>
        $"platform: needs {platform}, is {Of(node)}";

    public static string Of(Node node) =>
        node.Facts.Os.Length == 0 ? "unknown" : $"{node.Facts.Os}/{Architecture(node.Facts.Architecture)}";

    /// <summary>In image terms: kernels and engines have other names for the same processors.</summary>
    public static string Architecture(string name) => name.ToLowerInvariant() switch
    {
        "x86_64" or "x86-64" => "amd64",
        "aarch64" => "arm64",
        "armv6l" or "armv7l" or "armhf" => "arm",
        "i386" or "i686" => "386",
        var known => known,
    };
}
