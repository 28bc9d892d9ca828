using System.Text;
using Gantry.Compose;
using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Tests.Compose;

/// <summary>What docker's own `stack config` made of the files that we accept.</summary>
public sealed class CorpusComparisonTests(ITestOutputHelper output)
{
    // Services whose command, entrypoint, image or environment may differ. One: go-yaml drops the line break before a line of a
    // folded text that is indented more, which YAML 1.2 keeps (8.1.3, example 8.10).
    private const int AllowedDifferences = 1;

    [Fact]
    public void Commands_images_and_environments_are_those_of_docker()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        var differences = new StringBuilder();
        var (services, different) = (0, 0);
        foreach (var file in corpus.Files(readsDotenv: false))
        {
            if (!file.Oracles.TryGetValue("stack_config", out var path) || ComposeReader.Read("stack", file.Bundle) is not ComposeResult.Accepted accepted)
                continue;
            var expected = (YamlText.Read(path, File.ReadAllText(path), new ProblemLog())?[0] as YamlNode.Map)?["services"] as YamlNode.Map;
            foreach (var entry in expected?.Entries ?? [])
            {
                services++;
                var service = accepted.Stack.Services.SingleOrDefault(s => s.Name == entry.Key);
                var (ours, theirs) = (service is null ? "missing" : Shown(service.Container), Shown((YamlNode.Map)entry.Value));
                if (ours == theirs)
                    continue;
                different++;
                differences.Append($"{file.Path} {entry.Key}\n  ours   {ours}\n  theirs {theirs}\n");
            }
        }

        output.WriteLine($"{services - different} of {services} services are equal.\n{differences}");
        Assert.True(different <= AllowedDifferences, $"{different} of {services} services differ.");
    }

    private static string Shown(ContainerSpec container) =>
        $"{container.Image} entrypoint {Shown(container.Entrypoint)} command {Shown(container.Command)} environment {string.Join(' ', container.Environment.Select(e => $"{e.Key}={e.Value}"))}";

    private static string Shown(YamlNode.Map service)
    {
        var environment = (service["environment"] as YamlNode.Map)?.Entries
            .Where(e => !e.Value.IsNull)
            .OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => $"{e.Key}={((YamlNode.Scalar)e.Value).Text}") ?? [];
        return $"{(service["image"] as YamlNode.Scalar)?.Text} entrypoint {Shown(Words(service["entrypoint"]))} command {Shown(Words(service["command"]))} environment {string.Join(' ', environment)}";
    }

    private static List<string>? Words(YamlNode? node) => (node as YamlNode.List)?.Items.Select(i => ((YamlNode.Scalar)i).Text).ToList();

    private static string Shown(IReadOnlyList<string>? words) => words is null or [] ? "-" : string.Join('|', words);
}
