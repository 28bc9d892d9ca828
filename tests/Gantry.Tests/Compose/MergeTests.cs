using System.Text;
using System.Text.Json;
using Gantry.Compose;
using Gantry.Compose.LongForms;
using Gantry.Compose.Merging;
using Gantry.Compose.Reading;

namespace Gantry.Tests.Compose;

public sealed class MergeTests
{
    [Fact]
    public void Merges_as_compose_go_does()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        var wrong = new StringBuilder();
        var count = 0;
        foreach (var test in corpus.Cases().EnumerateArray().Where(c => c.GetProperty("kind").GetString() == "merge3"))
        {
            count++;
            var yaml = test.GetProperty("yaml").EnumerateArray().Select(y => y.GetString()!).ToArray();
            var merged = Shown(Merged(yaml[0], yaml[1]));
            var expected = Shown(Merged(yaml[2]));
            if (merged != expected)
                wrong.Append(test.GetProperty("test").GetString()).Append(":\n--- is\n").Append(merged).Append("\n--- should be\n").Append(expected).Append('\n');
        }

        Assert.Equal(60, count);
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Theory]
    [InlineData("environment: [A=1, B=2]", "environment: {B: 3, C: }", "environment: {A: 1, B: 3, C: }")]
    [InlineData("environment: [A=1, B=2]", "environment: [A]", "environment: {A: , B: 2}")]
    [InlineData("labels: {a: 1, b: 2}", "labels: {a: }", "labels: {a: , b: 2}")]
    [InlineData("environment: {A: 1}", "environment: ", "environment: {A: 1}")]
    [InlineData("ports: ['0.0.0.0:80:80']", "ports: ['80:80']", "ports: ['80:80']")]
    [InlineData("ports: ['80:80', '81:81']", "ports: ['80:80', '82:82']", "ports: ['80:80', '81:81', '82:82']")]
    [InlineData("volumes: ['a:/x', 'b:/y']", "volumes: ['./c:/x/']", "volumes: ['./c:/x/', 'b:/y']")]
    [InlineData("command: [a, b]", "command: c d", "command: [c, d]")]
    [InlineData("command: [a, b]", "command: ", "command: [a, b]")]
    [InlineData("healthcheck: {test: a, retries: 3}", "healthcheck: {test: [CMD, b]}", "healthcheck: {test: [CMD, b], retries: 3}")]
    [InlineData("logging: {driver: a, options: {x: 1}}", "logging: {driver: b, options: {y: 2}}", "logging: {driver: b, options: {y: 2}}")]
    [InlineData("logging: {options: {x: 1}}", "logging: {driver: b, options: {y: 2}}", "logging: {options: {x: 1, y: 2}, driver: b}")]
    [InlineData("ulimits: {nofile: {soft: 1, hard: 2}, nproc: 3}", "ulimits: {nofile: 5}", "ulimits: {nofile: 5, nproc: 3}")]
    [InlineData("depends_on: [a]", "depends_on: {b: {condition: service_healthy}}", "depends_on: {a: {condition: service_started, required: true}, b: {condition: service_healthy}}")]
    [InlineData("networks: [a]", "networks: {b: {aliases: [x]}}", "networks: {a: , b: {aliases: [x]}}")]
    [InlineData("extra_hosts: [a=1.1.1.1, a=1.1.1.2]", "extra_hosts: [a=1.1.1.1, b=1.1.1.3]", "extra_hosts: [a=1.1.1.1, a=1.1.1.2, b=1.1.1.3]")]
    [InlineData("environment: {A: 1}", "environment: !reset null", "")]
    [InlineData("environment: {A: 1, B: 2}", "environment: {A: !reset null}", "environment: {B: 2}")]
    [InlineData("environment: {A: 1}", "environment: !override {B: 2}", "environment: {B: 2}")]
    [InlineData("ports: ['80:80']", "ports: !override ['81:81']", "ports: ['81:81']")]
    [InlineData("user: a", "user: !reset null", "")]
    public void Merges_services(string earlier, string later, string expected) =>
        Assert.Equal(Shown(Merged(Service(expected))), Shown(Merged(Service(earlier), Service(later))));

    [Fact]
    public void A_reset_takes_away_a_whole_service()
    {
        var merged = Merged("services: {a: {image: x}, b: {image: y}}", "services: {a: !reset {}}");

        Assert.Equal(Shown(Merged("services: {b: {image: y}}")), Shown(merged));
    }

    [Fact]
    public void Documents_of_one_file_merge_in_order()
    {
        var web = ComposeText.Read("services: {web: {image: a, user: x}}\n---\nservices: {web: {image: b}}\n").Service();

        Assert.Equal(("b", "x"), (web.Container.Image, web.Container.User));
    }

    [Fact]
    public void Refuses_to_merge_what_does_not_fit_together()
    {
        var problem = Assert.Single(ComposeText.Read("services: {web: {image: a, ports: [80]}}", "services: {web: {ports: {a: b}}}").Problems(), p => p.Code == "merge_conflict");

        Assert.Equal(("override1.yaml", 1), (problem.File, problem.Line));
        Assert.StartsWith("Cannot override services.web.ports", problem.Message, StringComparison.Ordinal);
    }

    private static string Service(string lines) => lines.Length == 0 ? "services: {web: {image: i}}" : "services:\n  web:\n    image: i\n    " + lines;

    private static YamlNode.Map Merged(params string[] texts)
    {
        var log = new ProblemLog();
        var merge = new TreeMerge(log);
        YamlNode.Map? merged = null;
        foreach (var document in texts.SelectMany(t => YamlText.Read("f", t, log)!))
        {
            var whole = new LongFormStage(log).Apply((YamlNode.Map)document);
            merged = merged is null ? merge.Alone(whole) : merge.Merge(merged, whole);
        }

        Assert.Equal([], log.InOrder([]).Where(p => p.Severity is Severity.Error));
        return merged!;
    }

    // Which address of a host comes first says nothing; compose-go groups them by host.
    private static string Shown(YamlEntry entry) => entry is { Key: "extra_hosts", Value: YamlNode.List list }
        ? $"{entry.Key}: {Shown(list with { Items = [.. list.Items.OrderBy(i => (i as YamlNode.Scalar)?.Text, StringComparer.Ordinal)] })}"
        : $"{entry.Key}: {Shown(entry.Value)}";

    // Members sorted: their order says nothing. Null and the empty list of a mapping's member stay apart.
    private static string Shown(YamlNode node) => node switch
    {
        YamlNode.Map map => "{" + string.Join(", ", map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(Shown)) + "}",
        YamlNode.List list => "[" + string.Join(", ", list.Items.Select(Shown)) + "]",
        YamlNode.Scalar { Kind: ScalarKind.Null } => "null",
        YamlNode.Scalar scalar => JsonSerializer.Serialize(scalar.Text),
        _ => "",
    };
}
