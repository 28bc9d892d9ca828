using System.Runtime.CompilerServices;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>
/// A text file beside the tests with what is allowed to be otherwise, each under the reason why: a paragraph begins with the
/// reason, in lines that begin with <c>#</c>, and its other lines are one entry each.
/// </summary>
internal static class ReasonedList
{
    /// <returns>Reasons by entry.</returns>
    public static Dictionary<string, string> Read(string name, [CallerFilePath] string here = "")
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var paragraph in File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, name)).Split("\n\n"))
        {
            var lines = paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var reason = string.Join(' ', lines.Where(l => l.StartsWith('#')).Select(l => l.TrimStart('#', ' ')));
            foreach (var line in lines.Where(l => !l.StartsWith('#')))
            {
                Assert.True(reason.Length > 0, $"{name}: no reason stands above {line}.");
                Assert.True(entries.TryAdd(line, reason), $"{name}: {line} stands there twice.");
            }
        }

        return entries;
    }
}
