using Gantry.Compose;
using Gantry.Compose.Reading;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>Whole models, key by key: what we make of a file beside what docker and docker-compose print for it.</summary>
public sealed class ConfigComparisonTests(ITestOutputHelper output)
{
    // What is allowed to differ is in differences.txt.
    [Theory]
    [InlineData("stack_config", 910)]
    [InlineData("docker_compose_1_29", 1_081)]
    public void Services_are_those_of_the_oracle(string oracle, int leastEqual)
    {
        var (equal, found) = Compare(oracle, (ours, theirs, isCompose) => (theirs["services"] as YamlNode.Map)?.Entries.Select(s => (s.Key, DifferencesOf(s, ours, theirs, isCompose))) ?? []);

        Check(oracle, "services", equal, leastEqual, found);
    }

    [Theory]
    [InlineData("stack_config", 402)]
    [InlineData("docker_compose_1_29", 504)]
    public void Networks_and_volumes_are_those_of_the_oracle(string oracle, int leastEqual)
    {
        var (equal, found) = Compare(oracle, ResourceDifferences);

        Check(oracle, "resources", equal, leastEqual, found);
    }

    private void Check(string oracle, string kind, (int Equal, int All) score, int leastEqual, Dictionary<string, string> found)
    {
        output.WriteLine($"{oracle}: {score.Equal} of {score.All} {kind} are equal.");
        var allowed = ReasonedList.Read("differences.txt");
        var named = found.ToDictionary(f => $"{oracle} {kind} {f.Key}", f => f.Value);
        foreach (var (key, values) in named)
            output.WriteLine($"{(allowed.ContainsKey(key) ? "allowed" : "NEW")} {key}{values}");
        ReasonedList.AssertIs("differences.txt", named.Keys, $"{oracle} {kind} ");
        Assert.True(score.Equal >= leastEqual, $"{score.Equal} {kind} are equal, fewer than the {leastEqual} before.");
    }

    private static ((int Equal, int All) Score, Dictionary<string, string> Found) Compare(
        string oracle, Func<YamlNode.Map, YamlNode.Map, bool, IEnumerable<(string Name, IEnumerable<(string Key, string Values)> Differences)>> differences)
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        var isCompose = oracle is "docker_compose_1_29";
        var (all, equal) = (0, 0);
        var found = new Dictionary<string, string>();
        foreach (var file in corpus.Files(readsDotenv: isCompose))
        {
            if (!file.Oracles.TryGetValue(oracle, out var path) || Ours(file) is not var (ours, later))
                continue;
            foreach (var (name, differing) in differences(ours, Parsed(File.ReadAllText(path)), isCompose))
            {
                var before = found.Count;
                foreach (var (key, values) in differing.Where(d => !IsLater(d.Key, later)))
                    found.Add($"{file.Path["files/".Length..]} {name} {key}", values);
                all++;
                equal += found.Count == before ? 1 : 0;
            }
        }

        return ((equal, all), found);
    }

    // A file that only waits for keys to come is compared in the others.
    private static (YamlNode.Map Config, HashSet<string> Later)? Ours(CorpusFile file)
    {
        var log = new ProblemLog();
        if (new ComposePipeline(file.Bundle, log).Run("stack") is not { } stack)
            return null;
        var errors = log.InOrder([]).Where(p => p.Severity is Severity.Error).ToList();
        if (!errors.TrueForAll(e => e.Code.StartsWith("unsupported_", StringComparison.Ordinal)))
            return null;
        return (Parsed(StackConfig.Write(stack, ConfigFormat.Json)), [.. errors.Where(e => e.Code == "unsupported_key").Select(e => e.Message.Split('\'')[1])]);
    }

    private static bool IsLater(string key, HashSet<string> later) =>
        key.Split('.', '[').Any(later.Contains) ||
        (key is "networks.default" && later.Contains("network_mode")) ||
        (key.StartsWith("depends_on.", StringComparison.Ordinal) && later.Contains("links"));

    private static IEnumerable<(string Key, string Values)> DifferencesOf(YamlEntry service, YamlNode.Map ours, YamlNode.Map theirs, bool isCompose) =>
        (ours["services"] as YamlNode.Map)?[service.Key] is YamlNode.Map own
            ? Differences(ServiceFacts.Of(ours, own, Own(isCompose)), ServiceFacts.Of(theirs, (YamlNode.Map)service.Value, Its(isCompose)))
            : [("-", " is missing")];

    // We write what services use, the oracles write all that is declared. A network that nobody declared says nothing.
    private static IEnumerable<(string Name, IEnumerable<(string Key, string Values)> Differences)> ResourceDifferences(YamlNode.Map ours, YamlNode.Map theirs, bool isCompose)
    {
        foreach (var section in new[] { "networks", "volumes" })
        {
            var (mine, others) = (ResourceFacts.Of(ours, section, Own(isCompose)), ResourceFacts.Of(theirs, section, Its(isCompose)));
            foreach (var (name, facts) in mine.Where(m => m.Key is not "default" || others.ContainsKey(m.Key)))
                yield return ($"{section}.{name}", others.TryGetValue(name, out var other) ? Differences(facts, other) : [("-", " is not there")]);
        }
    }

    private static IEnumerable<(string Key, string Values)> Differences(SortedDictionary<string, string> mine, SortedDictionary<string, string> other) => mine.Keys.Union(other.Keys)
        .Where(key => mine.GetValueOrDefault(key) != other.GetValueOrDefault(key))
        .Order(StringComparer.Ordinal)
        .Select(key => (key, $"\n  ours   {mine.GetValueOrDefault(key) ?? "-"}\n  theirs {other.GetValueOrDefault(key) ?? "-"}"));

    private static ConfigValues Own(bool isCompose) => new(dollars: true, asStack: !isCompose);

    private static ConfigValues Its(bool isCompose) => new(dollars: isCompose, asStack: !isCompose);

    private static YamlNode.Map Parsed(string text) => (YamlNode.Map)YamlText.Read("", text, new ProblemLog())![0];
}
