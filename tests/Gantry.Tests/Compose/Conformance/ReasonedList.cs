using System.Runtime.CompilerServices;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>
/// A text file beside the tests with what is allowed to be otherwise, each under the reason why: a paragraph begins with the
/// reason, in lines that begin with <c>#</c>, and its other lines are one entry each.
/// </summary>
internal static class ReasonedList
{
    /// <summary>Fails with all that is found and not in the list, and all that is in the list and not found.</summary>
    /// <param name="prefix">Of the entries that are meant.</param>
    public static void AssertIs(string name, IReadOnlyCollection<string> found, string prefix = "")
    {
        var allowed = Read(name).Keys.Where(e => e.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var wrong = found.Except(allowed).Select(f => $"not in {name}: {f}").Concat(allowed.Except(found).Select(a => $"no longer so, but in {name}: {a}")).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

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
