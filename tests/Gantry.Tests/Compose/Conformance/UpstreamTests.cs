using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Gantry.Compose;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>compose-go's own cases of loading. Those of templates, dotenv files and short forms are in tests of these.</summary>
public sealed class UpstreamTests(ITestOutputHelper output)
{
    private const int LeastExpectations = 293;

    // Of 321: 29 more are asked by hand, and 45 are refused alone.
    private const int LeastCases = 257;

    // Tables of inputs without a compose file around them: their expected values stand in these tests.
    private static readonly string[] ByHand = ["dotenv/", "template/", "format/", "types/", "interpolation/", "transform/envfile_test.go", "loader/validate_test.go"];

    // Upstream refuses a key without a value, which says nothing here; a stack has the name of its folder when it has no other.
    private static readonly string[] Otherwise =
        ["loader/loader_test.go TestLoadSSHWithoutValueInBuildConfig", "loader/loader_test.go TestLoadEmptyContent_MissingProject"];

    private static readonly string[] Sections = ["name", "services", "networks", "volumes", "secrets", "configs", "include"];

    [Fact]
    public void Cases_give_what_compose_go_expects()
    {
        var cases = Texts();
        var wrong = new List<string>();
        var paragraphs = File.ReadAllText(Beside("upstream.txt")).Split("\n\n").Where(p => !p.StartsWith('#') && p.Length > 0).ToList();
        foreach (var expectation in paragraphs.Select(p => UpstreamExpectation.Parse(p, cases)))
            wrong.AddRange(Wrong(expectation, cases).Select(w => $"{expectation.Test} {expectation.Texts}: {w}"));

        output.WriteLine($"{paragraphs.Count} expectations.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(paragraphs.Count >= LeastExpectations, $"{paragraphs.Count} expectations, fewer than {LeastExpectations} before.");
    }

    [Fact]
    public void Every_case_is_asked_for_its_result()
    {
        var cases = Texts().Keys.ToList();
        var expected = Expected().Select(CaseOf).Where(c => cases.Contains(c)).ToHashSet();
        var byHand = cases.Where(IsByHand).ToHashSet();
        var refused = ReasonedList.Read("upstream-refused.txt").Keys.Select(CaseOf).Except(expected).ToHashSet();

        var silent = cases.Except(expected).Except(byHand).Except(refused).Order(StringComparer.Ordinal).ToList();

        output.WriteLine($"Of {cases.Count} cases {expected.Count} have upstream's result, {byHand.Count} are asked by hand, {refused.Count} are refused for a reason, {silent.Count} are read alone.");
        Assert.Equal(Otherwise.Order(StringComparer.Ordinal), silent);
        Assert.True(expected.Count >= LeastCases, $"{expected.Count} cases have upstream's result, fewer than {LeastCases} before.");
    }

    /// <summary>
    /// Each text of a case that compose-go loads is read, or upstream-refused.txt says why it is not. Many are fragments without
    /// an image, and read there without the check for one.
    /// </summary>
    [Fact]
    public void Texts_are_read_and_refused_as_compose_go_does()
    {
        var expected = Expected().ToHashSet();
        var found = new List<string>();
        var read = 0;
        foreach (var (test, texts) in Texts().Where(t => !IsByHand(t.Key)))
        {
            for (var i = 0; i < texts.Count; i++)
            {
                if (!IsComposeText(texts[i]) || expected.Contains($"{test} {i}"))
                    continue;
                read++;
                found.AddRange(Errors(UpstreamExpectation.BundleOf(texts, $"{i}")).Select(e => $"{test} {i} {e.Code}").Distinct());
            }
        }

        output.WriteLine($"{read} texts.");
        ReasonedList.AssertIs("upstream-refused.txt", found);
    }

    // By `file test number`: those that upstream.txt says more of.
    private static IEnumerable<string> Expected() => File.ReadAllText(Beside("upstream.txt")).Split("\n\n")
        .Select(p => p.Split('\n')[0].Split(' '))
        .Where(w => w.Length > 2 && w[0] != "#")
        .SelectMany(w => w[2].Split('+').Select(n => $"{w[0]} {w[1]} {n}"));

    private static string CaseOf(string entry) => string.Join(' ', entry.Split(' ').Take(2));

    private static bool IsByHand(string test) => ByHand.Any(h => test.StartsWith(h, StringComparison.Ordinal));

    private static IEnumerable<string> Wrong(UpstreamExpectation expectation, Dictionary<string, IReadOnlyList<string>> cases)
    {
        var errors = Errors(expectation.Bundle).Select(e => e.Code).Distinct().ToList();
        foreach (var line in expectation.Lines)
        {
            var words = line.Split(' ', 3);
            var problem = words switch
            {
                ["refused", var code] => errors.Contains(code) ? null : $"is not refused with {code} but with {string.Join(", ", errors)}",
                ["same", "as", var other] => Same(expectation.Bundle, UpstreamExpectation.BundleOf(cases[expectation.Test], other)),
                _ when errors.Count > 0 => $"is refused with {string.Join(", ", errors)}",
                [var place, "absent"] => At(Config(expectation.Bundle), place) is { } there ? $"{place} is {there.ToJsonString()}" : null,
                [var place, "=", var json] => At(Config(expectation.Bundle), place) is var value && JsonNode.DeepEquals(value, JsonNode.Parse(json)) ? null : $"{place} is {value?.ToJsonString() ?? "absent"}, not {json}",
                _ => $"there is no rule for: {line}",
            };
            if (problem is not null)
                yield return problem;
        }
    }

    // Whatever else is wrong with them: what is asked is whether both say the same.
    private static string? Same(Bundle bundle, Bundle other)
    {
        var (own, should) = (Config(bundle).ToJsonString(), Config(other).ToJsonString());
        return own == should ? null : $"is\n{own}\nand should be\n{should}";
    }

    private static JsonNode? At(JsonNode node, string place) => place.Split('/').Aggregate((JsonNode?)node, (at, key) => at switch
    {
        JsonObject map => map[key],
        JsonArray list => int.TryParse(key, out var index) && index < list.Count ? list[index] : null,
        _ => null,
    });

    private static JsonNode Config(Bundle bundle) => JsonNode.Parse(StackConfig.Write(new ComposePipeline(bundle, new ProblemLog()).Run(null)!, ConfigFormat.Json))!;

    private static List<Problem> Errors(Bundle bundle) => [.. ComposeReader.Read(null, bundle).Problems().Where(p => p.Severity is Severity.Error && p.Code is not "no_image")];

    private static bool IsComposeText(string text) =>
        YamlText.Read("", text, new ProblemLog()) is not { } documents || documents.OfType<YamlNode.Map>().Any(d => d.Entries.Any(e => Sections.Contains(e.Key)));

    private static Dictionary<string, IReadOnlyList<string>> Texts()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        return corpus.Cases().EnumerateArray()
            .Where(c => c.GetProperty("kind").GetString() != "merge3")
            .ToDictionary(c => $"{c.GetProperty("source")} {c.GetProperty("test")}", c => (IReadOnlyList<string>)[.. c.GetProperty("yaml").EnumerateArray().Select(y => y.GetString()!)]);
    }

    private static string Beside(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);
}
