using System.Text;
using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>S21, S22 and S23: texts made to cost time or memory, or to reach what is not theirs.</summary>
public sealed class HostileYamlTests
{
    private const int MostMebibytes = 50;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    public static TheoryData<string, string> Bombs => new()
    {
        { "billion laughs", "yaml_too_large" },
        { "quadratic aliases", "yaml_too_large" },
        { "deep lists", "yaml_too_deep" },
        { "deep mappings", "yaml_too_deep" },
        { "deep indentation", "yaml_too_deep" },
        { "a key of a mebibyte", "yaml_syntax" },
        { "a recursive anchor", "yaml_alias" },
        { "a recursive merge", "yaml_alias" },
        { "a merge of 200,000 maps", "yaml_too_large" },
        { "a merge of a large map", "yaml_too_large" },
        { "many problems", "unknown_key" },
        { "five mebibytes", "yaml_too_large" },
        { "a long text repeated", "yaml_too_large" },
        { "an unclosed quote", "yaml_syntax" },
        { "many documents", "yaml_too_large" },
        { "nested defaults", "interpolation_syntax" },
        { "unclosed defaults", "interpolation_syntax" },
        { "growing variables", "interpolation_too_large" },
        { "variables too long for one value", "interpolation_too_large" },
        { "many port ranges", "bad_port" },
        { "long numbers", "bad_number" },
        { "a chain of dependencies", "dependency_cycle" },
        { "many braces", "yaml_too_deep" },
        { "many anchors", "yaml_too_large" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Refuses_a_bomb_quickly_and_in_little_memory(string name, string code)
    {
        var bundle = new Bundle([new BundleFile("f", Bomb(name))], [], new Dictionary<string, string> { ["BIG"] = new('x', 1024 * 1024) }, []);
        ComposeReader.Read("s", ComposeText.Bundle("services: {web: {image: a}}"));

        var result = ReadingCost.Of(bundle).Within(Longest, MostMebibytes).Result;

        Assert.Contains(Assert.IsType<ComposeResult.Refused>(result).Problems, p => p.Code == code);
        Assert.True(ProblemText.Write(result.Problems(), bundle).Length < 200_000);
    }

    [Theory]
    [InlineData("!!binary aGk=", "!!binary")]
    [InlineData("!System.Diagnostics.Process {}", "!System.Diagnostics.Process")]
    [InlineData("!!python/object:os.system ls", "!!python/object:os.system")]
    [InlineData("!mine x", "!mine")]
    [InlineData("!<tag:example.com,2026:x> y", "tag:example.com,2026:x")]
    [InlineData("!!int abc", "!!int")]
    [InlineData("!!set {a}", "!!set")]
    public void Refuses_a_tag_by_name(string value, string tag)
    {
        var problem = Assert.Single(ComposeText.Web($"command: {value}").Problems());

        Assert.Equal("yaml_tag", problem.Code);
        Assert.Contains(tag, problem.Message, StringComparison.Ordinal);
        Assert.Equal((4, 14), (problem.Line, problem.Column));
    }

    [Fact]
    public void Refuses_half_a_character_as_it_is_and_as_an_escape()
    {
        var raw = Assert.Single(ComposeText.Read("services:\n  web: {image: a, user: \"x" + (char)0xD83D + "\"}").Problems());
        var escaped = Assert.Single(ComposeText.Read("services:\n  web: {image: a, user: \"x\\uD83D\"}").Problems());

        Assert.Equal(("yaml_syntax", 2, 27), (raw.Code, raw.Line, raw.Column));
        Assert.Equal(("yaml_syntax", 2), (escaped.Code, escaped.Line));
    }

    [Fact]
    public void Core_tags_say_what_a_scalar_is() =>
        Assert.Equal("0022", ComposeText.Web("user: !!str 0022").Service().Container.User);

    [Fact]
    public void The_environment_of_the_process_is_no_source_of_variables()
    {
        Assert.NotNull(Environment.GetEnvironmentVariable("PATH"));

        var web = ComposeText.Web("environment: {A: '[${PATH}]', PATH: }").Service();

        Assert.Equal("[]", web.Container.Environment["A"]);
        Assert.False(web.Container.Environment.ContainsKey("PATH"));
    }

    [Fact]
    public void A_command_in_a_default_stays_text() =>
        Assert.Equal("$(id)", ComposeText.Web("environment: {A: '${X:-$(id)}'}").Service().Container.Environment["A"]);

    private static string Bomb(string name) => name switch
    {
        "billion laughs" => Laughs(),
        "quadratic aliases" => "x-a: &a [" + Repeat("b, ", 5_000) + "]\nx-b: [" + Repeat("*a, ", 5_000) + "]\n",
        "deep lists" => "x-a: " + new string('[', 10_000) + new string(']', 10_000),
        "deep mappings" => Repeat("{a: ", 10_000) + "1" + new string('}', 10_000),
        "deep indentation" => string.Concat(Enumerable.Range(0, 1_000).Select(i => new string(' ', i) + "a:\n")),
        "a key of a mebibyte" => new string('k', 1024 * 1024) + ": 1\n",
        "a recursive anchor" => "x-a: &a [*a]\n",
        "a recursive merge" => "x-a: &a\n  <<: *a\n",
        "a merge of 200,000 maps" => "x-a: &a {k: v, l: w}\nx-b:\n  <<: [" + Repeat("*a, ", 200_000) + "]\n",
        "a merge of a large map" => "x-a: &a {" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"k{i}: v, ")) + "}\nx-b: [" + Repeat("{<<: *a}, ", 100) + "]\n",
        "many problems" => "services: {web: {image: a, " + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"key{i}: v, ")) + "}}\n",
        "five mebibytes" => "# " + new string('x', 5 * 1024 * 1024),
        "a long text repeated" => "x-a: &a " + new string('x', 1024 * 1024) + "\nx-b: [" + Repeat("*a, ", 1_000) + "]\n",
        "an unclosed quote" => "services: {web: {image: \"" + new string('x', 1024 * 1024),
        "many documents" => Repeat("--- a\n", 100_000),
        "nested defaults" => Web("hostname: " + Repeat("${A:-", 10_000) + new string('}', 10_000)),
        "unclosed defaults" => Web("hostname: \"" + Repeat("${A:-", 100_000) + "\""),
        "growing variables" => Web("labels: [" + Repeat("\"a=${BIG}${BIG}\", ", 1_000) + "]"),
        "variables too long for one value" => Web("labels: [" + Repeat("\"a=${BIG}${BIG}${BIG}\", ", 1_000) + "]"),
        "many port ranges" => Web("ports: [" + Repeat("1-65535:1-65535, ", 1_000) + "]"),
        "long numbers" => Web("scale: " + new string('9', 100_000) + "\n    cpus: " + new string('9', 100_000)),
        "a chain of dependencies" => "services:\n" + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"  s{i}: {{image: a, depends_on: [s{(i + 1) % 2_000}]}}\n")),
        "many braces" => new string('{', 500_000),
        "many anchors" => "x-a: [" + string.Concat(Enumerable.Range(0, 150_000).Select(i => $"&a{i} b, *a{i}, *a{i}, *a{i}, ")) + "]\n",
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static string Laughs()
    {
        var text = new StringBuilder("x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var i = 1; i < 12; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"x-{i}: &a{i} [").Insert(text.Length, $"*a{i - 1}, ", 9).Append("]\n");
        return text.ToString();
    }

    private static string Web(string lines) => "services:\n  web:\n    image: a\n    " + lines + "\n";

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    [Theory]
    [InlineData("a.a-", '!')]
    [InlineData("a/a--", '!')]
    [InlineData("aaaa", ':')]
    [InlineData("a.a.", '/')]
    public void A_name_of_an_image_that_nearly_matches_costs_little(string piece, char end)
    {
        var image = string.Concat(Enumerable.Repeat(piece, 50_000)) + end;

        var started = CpuClock.Now();
        var problems = ComposeText.Read($"services: {{web: {{image: '{image}'}}}}").Problems();

        Assert.True(CpuClock.Now() - started < TimeSpan.FromSeconds(1), $"{CpuClock.Now() - started}");
        Assert.Contains(problems, p => p.Code == "bad_image");
    }
}
