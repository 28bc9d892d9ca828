using System.Runtime.CompilerServices;
using Gantry.Compose.Mapping;

namespace Gantry.Tests.Compose;

/// <summary>docs/compose.md says of every key what it does, or what to do instead. UPDATE=1 writes it.</summary>
public sealed class KeyDocumentTests
{
    // KEY: TEXT
    private static readonly Dictionary<string, string> Texts =
        File.ReadLines(Beside("KeyTexts.txt")).Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal);

    [Fact]
    public void Every_key_has_a_text_and_no_other_has() =>
        Assert.Equal(
            ComposeKeys.Tables.SelectMany(t => t.Keys.Select(k => $"{t.Place}.{k}")).Distinct().Order(StringComparer.Ordinal),
            Texts.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_refused_key_says_what_to_do_instead() =>
        Assert.Equal([], ComposeKeys.Tables.SelectMany(t => t.Refused.Where(k => Refusals.HintFor(t.Place, k) is null).Select(k => $"{t.Place}.{k}")));

    [Fact]
    public void The_document_is_what_the_tests_know()
    {
        var path = Path.Combine(Beside(".."), "..", "..", "docs", "compose.md");
        var document = new KeyDocument(Texts).ToString();
        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
            File.WriteAllText(path, document);

        Assert.Equal(document, File.ReadAllText(path));
    }

    private static string Beside(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);
}
