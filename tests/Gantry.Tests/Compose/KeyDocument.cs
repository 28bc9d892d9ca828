using System.Text;
using Gantry.Compose.Mapping;
using Gantry.Tests.Compose.EngineKeys;

namespace Gantry.Tests.Compose;

/// <summary>docs/compose.md, made from what the tests know of every key.</summary>
/// <param name="texts">What each key does.</param>
internal sealed class KeyDocument(IReadOnlyDictionary<string, string> texts)
{
    private const string Service = "services.*.";

    private const string Opening = """
        # Compose files: every key

        Written by a test (`UPDATE=1`, KeyDocumentTests) out of those that read each key and deploy it on a real engine.
        What is in none of these tables is refused by name; keys that begin with `x-` are left alone. The last column says where
        a test sees the key: mostly in the container, or in the words by which it is refused where the engine is too old for it or
        the machine has no such thing. `gantry validate` tells all problems of files at once, `gantry config` how they are read.

        """;

    private static readonly (string Title, string[] Begins, string Shortened)[] Sections =
    [
        ("The whole file", [".", "include[]"], "."),
        ("A service", [Service], Service),
        ("A service's deploy", [$"{Service}deploy"], Service),
        ("A service's build", [$"{Service}build"], Service),
        ("A service's x-gantry", [$"{Service}x-gantry"], Service),
        ("Networks", ["networks.*"], "networks.*."),
        ("Volumes", ["volumes.*"], "volumes.*."),
        ("Secrets and configs", ["secrets.*", "configs.*"], ""),
    ];

    public override string ToString()
    {
        var text = new StringBuilder(Opening);
        var keys = ComposeKeys.Tables.SelectMany(t => t.Keys.Select(k => $"{t.Place}.{k}")).Distinct().Order(StringComparer.Ordinal).ToLookup(SectionOf);
        foreach (var section in Sections)
        {
            text.Append($"\n## {section.Title}\n\n| key | what it does | example | seen |\n|---|---|---|---|\n");
            foreach (var key in keys[section.Title])
                text.Append($"| `{Short(key, section.Shortened)}` | {Cell(texts[key])} | {Example(key)} | {Seen(key)} |\n");
        }

        text.Append("\n## Refused\n\nThese are the specification's, too, and refused by name.\n\n| key | instead |\n|---|---|\n");
        foreach (var table in ComposeKeys.Tables)
        {
            foreach (var key in table.Refused)
                text.Append($"| `{Short($"{table.Place}.{key}", ".")}` | {Cell(Refusals.HintFor(table.Place, key) ?? "")} |\n");
        }

        return text.ToString();
    }

    private static string SectionOf(string key) =>
        Sections.SelectMany(s => s.Begins.Select(b => (s.Title, Begins: b))).Where(s => key.StartsWith(s.Begins, StringComparison.Ordinal)).MaxBy(s => s.Begins.Length).Title;

    private static string Short(string key, string beginning) => key.StartsWith(beginning, StringComparison.Ordinal) ? key[beginning.Length..] : key;

    private static string Example(string key)
    {
        var written = ComposeKeyRows.All.FirstOrDefault(r => r.Key == key).Written;
        return written is null ? "" : string.Join(" · ", written.Split('\n').Select(l => Short(l, "FILE ")).Select(l => $"`{Cell(l)}`"));
    }

    private static string Seen(string key)
    {
        if (EngineRows.All.Any(r => EngineKeyCoverageTests.IsShownBy(r, key)))
            return "in the container";
        if (RefusedRows.ByEngine.Any(r => EngineKeyCoverageTests.IsShownBy(r, key)))
            return "in the engine's refusal";
        if (RefusedRows.AtDeploy.Any(r => EngineKeyCoverageTests.IsShownBy(r, key)))
            return "in the deploy's refusal";
        return Elsewhere.All.FirstOrDefault(e => e.Covers(key))?.Where ?? "";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
