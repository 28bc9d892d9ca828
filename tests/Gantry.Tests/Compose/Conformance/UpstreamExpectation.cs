using System.Globalization;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>
/// What compose-go's own test says of one of its cases, one paragraph of <c>upstream.txt</c>. The first line: the test's file
/// and name; then which of its texts are read, by their numbers (<c>0+1</c>: the second is laid over the first); then
/// <c>NAME=value</c> for variables (<c>%s=value</c> for what the test prints into the text) and <c>path@N</c> for texts that
/// are other files of the bundle. The lines after it, indented: <c>file PATH TEXT</c> (with <c>\n</c> for line breaks),
/// <c>over TEXT</c> (a compose file that is laid over, as an output holds only what services use), <c>PLACE = JSON</c>,
/// <c>PLACE absent</c>, <c>refused CODE</c>, <c>same as N</c>.
/// </summary>
internal sealed record UpstreamExpectation(string Test, string Texts, Bundle Bundle, IReadOnlyList<string> Lines)
{
    private const string FilePrefix = "file ";
    private const string OverPrefix = "over ";
    private const string Printed = "%s";

    /// <param name="texts">Of each case, by the file and name of its test.</param>
    public static UpstreamExpectation Parse(string paragraph, IReadOnlyDictionary<string, IReadOnlyList<string>> texts)
    {
        var lines = paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var words = lines[0].Split(' ');
        var test = $"{words[0]} {words[1]}";
        Assert.True(texts.TryGetValue(test, out var own), $"{test} is no case of compose-go's.");

        var options = words.Skip(3).ToList();
        var others = options.Where(o => o.Contains('@')).Select(o => o.Split('@')).Select(o => new BundleFile(o[0], own[Number(o[1])]));
        var inline = Of(lines, FilePrefix).Select(l => l.Split(' ', 2)).Select(l => new BundleFile(l[0], l[1].Replace("\\n", "\n", StringComparison.Ordinal)));
        var over = Of(lines, OverPrefix).Select(l => new BundleFile("over.yaml", l));
        var variables = options.Where(o => !o.Contains('@')).Select(o => o.Split('=', 2)).ToDictionary(o => o[0], o => o[1]);
        var written = variables.Remove(Printed, out var printed) ? [.. own.Select(t => t.Replace(Printed, printed, StringComparison.Ordinal))] : own;
        var bundle = BundleOf(written, words[2]);
        return new UpstreamExpectation(
            test,
            words[2],
            bundle with { ComposeFiles = [.. bundle.ComposeFiles, .. over], Files = [.. others, .. inline], Variables = variables },
            [.. lines.Skip(1).Where(l => !l.StartsWith(FilePrefix, StringComparison.Ordinal) && !l.StartsWith(OverPrefix, StringComparison.Ordinal))]);
    }

    /// <param name="numbers"><c>0</c>, or <c>0+1</c> for several.</param>
    public static Bundle BundleOf(IReadOnlyList<string> texts, string numbers) =>
        ComposeText.Bundle("") with { ComposeFiles = [.. numbers.Split('+').Select(n => new BundleFile($"compose{n}.yaml", texts[Number(n)]))], Profiles = ["*"] };

    private static IEnumerable<string> Of(IEnumerable<string> lines, string prefix) =>
        lines.Where(l => l.StartsWith(prefix, StringComparison.Ordinal)).Select(l => l[prefix.Length..]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
