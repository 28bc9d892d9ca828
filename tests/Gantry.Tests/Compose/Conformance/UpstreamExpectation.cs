using System.Globalization;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>
/// What compose-go's own test says of one of its cases, one paragraph of <c>upstream.txt</c>. The first line: the test's file
/// and name; then which of its texts are read, by their numbers (<c>0+1</c>: the second is laid over the first); then
/// <c>NAME=value</c> for variables and <c>path@N</c> for texts that are other files of the bundle. The lines after it, indented:
/// <c>file PATH TEXT</c>, <c>PLACE = JSON</c>, <c>PLACE absent</c>, <c>refused CODE</c>, <c>same as N</c>.
/// </summary>
internal sealed record UpstreamExpectation(string Test, string Texts, Bundle Bundle, IReadOnlyList<string> Lines)
{
    private const string FilePrefix = "file ";

    /// <param name="texts">Of each case, by the file and name of its test.</param>
    public static UpstreamExpectation Parse(string paragraph, IReadOnlyDictionary<string, IReadOnlyList<string>> texts)
    {
        var lines = paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var words = lines[0].Split(' ');
        var test = $"{words[0]} {words[1]}";
        Assert.True(texts.TryGetValue(test, out var own), $"{test} is no case of compose-go's.");

        var options = words.Skip(3).ToList();
        var others = options.Where(o => o.Contains('@')).Select(o => o.Split('@')).Select(o => new BundleFile(o[0], own[Number(o[1])]));
        var inline = lines.Where(l => l.StartsWith(FilePrefix, StringComparison.Ordinal)).Select(l => l.Split(' ', 3)).Select(l => new BundleFile(l[1], l[2]));
        var variables = options.Where(o => !o.Contains('@')).Select(o => o.Split('=', 2)).ToDictionary(o => o[0], o => o[1]);
        var bundle = BundleOf(own, words[2]) with { Files = [.. others, .. inline], Variables = variables };
        return new UpstreamExpectation(test, words[2], bundle, [.. lines.Skip(1).Where(l => !l.StartsWith(FilePrefix, StringComparison.Ordinal))]);
    }

    /// <param name="numbers"><c>0</c>, or <c>0+1</c> for several.</param>
    public static Bundle BundleOf(IReadOnlyList<string> texts, string numbers) =>
        ComposeText.Bundle("") with { ComposeFiles = [.. numbers.Split('+').Select(n => new BundleFile($"compose{n}.yaml", texts[Number(n)]))], Profiles = ["*"] };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
