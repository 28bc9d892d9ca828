using System.Text.RegularExpressions;

namespace Gantry.Compose.Mapping;

/// <summary>What stacks, services, networks and volumes may be called.</summary>
internal static partial class ResourceNames
{
    private const int LongestName = 63;

    public static bool IsStackName(string name) => name.Length <= LongestName && StackName().IsMatch(name);

    public static bool IsServiceName(string name) => name.Length <= LongestName && ServiceName().IsMatch(name);

    /// <returns>The name that a service could have instead.</returns>
    public static string Fitting(string name)
    {
        var fitting = string.Concat(name.Trim().Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '-')).Trim('-', '.');
        return fitting.Length is 0 ? "web" : fitting.Length > LongestName ? fitting[..LongestName] : fitting;
    }

    /// <summary>As the engine takes names of networks and volumes.</summary>
    public static bool IsEngineName(string name) => name.Length <= 255 && EngineName().IsMatch(name);

    public static bool IsPlatform(string text) => Platform().IsMatch(text);

    /// <summary>A folder's name made into a stack's. source: compose-go NormalizeProjectName</summary>
    public static string FromFolder(string folder)
    {
        var name = string.Concat(folder.ToLowerInvariant().Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')).TrimStart('_', '-');
        return name.Length > LongestName ? name[..LongestName] : name;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]*\z")]
    private static partial Regex StackName();

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]+\z")]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]*\z")]
    private static partial Regex EngineName();

    [GeneratedRegex(@"\A[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9]+)?\z")]
    private static partial Regex Platform();
}
