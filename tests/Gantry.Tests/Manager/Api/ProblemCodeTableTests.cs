using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gantry.Manager.Api;
using Gantry.Model.Api;

namespace Gantry.Tests.Manager.Api;

/// <summary>docs/problem-codes.md lists what the control API answers with, and nothing else.</summary>
public sealed partial class ProblemCodeTableTests
{
    [Fact]
    public void Every_problem_of_the_source_is_in_the_table_with_its_status_and_the_other_way_round()
    {
        var listed = TableRow().Matches(File.ReadAllText(Document())).Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}");

        Assert.Equal(Known().Select(p => $"{p.Status} {p.Code}").Distinct().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_says_what_to_do()
    {
        var rows = TableRow().Matches(File.ReadAllText(Document()));

        Assert.All(rows, row => Assert.True(row.Groups[3].Value.Length > 10 && row.Groups[4].Value.Length > 10, row.Value));
    }

    /// <summary>One of each that the source can make.</summary>
    internal static IEnumerable<ApiProblem> Known() =>
        from maker in typeof(Problem).GetMethods(BindingFlags.Public | BindingFlags.Static)
        where maker.ReturnType == typeof(ApiProblemException) && maker.Name != nameof(Problem.Of)
        let arguments = maker.GetParameters().Select(p => p.ParameterType == typeof(string) ? (object)"x" : Array.Empty<string>())
        select ((ApiProblemException)maker.Invoke(null, [.. arguments])!).Problem;

    private static string Document([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "problem-codes.md"));

    [GeneratedRegex(@"^\| (\d+) \| `([a-z_]+)` \| ([^|]*) \| ([^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
