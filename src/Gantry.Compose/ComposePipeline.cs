using Gantry.Compose.Interpolation;
using Gantry.Compose.Mapping;
using Gantry.Compose.Merging;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>
/// The stages in the specification's order: parse, interpolate each file, long forms, include, extends, merge the files, map, check.
/// A stage that finds an error says so and goes on with what it has, so that one run shows all problems.
/// </summary>
internal sealed class ComposePipeline(Bundle bundle, ProblemLog log, ComposeTexts? texts = null)
{
    private const string ProjectNameVariable = "COMPOSE_PROJECT_NAME";

    public StackSpec? Run(string? stackName) =>
        Merge(stackName, interpolates: true, out var name) is { } merged ? new StackMapping(name, bundle, log).Map(merged) : null;

    /// <summary>Only up to the merged document, which has the stack's name.</summary>
    public YamlNode.Map? RunToModel(string? stackName, bool interpolates) =>
        Merge(stackName, interpolates, out var name)?.With("name", new SourcePosition("", 1, 1), YamlNode.TextAt(new SourcePosition("", 1, 1), name));

    private YamlNode.Map? Merge(string? stackName, bool interpolates, out string name)
    {
        name = "";
        if (Parse() is not { } documents)
            return null;

        name = StackName(stackName, documents);
        var variables = new Dictionary<string, string>(bundle.Variables, StringComparer.Ordinal) { [ProjectNameVariable] = name };
        return new ProjectMerge(bundle, interpolates, log).Read(documents, new ProjectScope(".", variables, new Dictionary<string, string>(), [], IsIncluded: false));
    }

    /// <summary>Every document of every file; null when one of them cannot be read, for then nothing can be said of the rest.</summary>
    private List<YamlNode.Map>? Parse()
    {
        var documents = new List<YamlNode.Map>();
        var isWhole = true;
        foreach (var file in bundle.ComposeFiles)
        {
            var read = ComposeDocuments.Read(file, log, texts);
            isWhole &= read is not null;
            documents.AddRange(read ?? []);
        }

        if (documents.Count > 0 || !isWhole)
            return isWhole ? documents : null;
        var at = new SourcePosition(bundle.ComposeFiles.Count > 0 ? bundle.ComposeFiles[0].Path : "", 1, 1);
        log.Error(at, "empty_file", "There is nothing in the compose file.", "It needs `services:` with at least one service.");
        return null;
    }

    private string StackName(string? given, List<YamlNode.Map> documents)
    {
        var written = documents.Select(d => d.Find("name")).LastOrDefault(e => e is { Value: YamlNode.Scalar { Kind: not ScalarKind.Null } });
        if (written is { Value: not YamlNode.Scalar { Kind: ScalarKind.Text } })
            new Value(written.Value, "name", log).Mismatch("text");

        var (name, at) = (given, new SourcePosition(bundle.ComposeFiles[0].Path, 1, 1));
        if (name is null && written?.Value is YamlNode.Scalar scalar)
        {
            // Problems of the interpolation itself are told when the whole file goes through it.
            var expanded = new InterpolationStage(bundle.Variables, new ProblemLog()).Expand(scalar);
            (name, at) = (((YamlNode.Scalar)expanded).Text, scalar.Position);
        }

        name ??= ResourceNames.FromFolder(bundle.ProjectDirectory?.TrimEnd('/').Split('/')[^1] ?? "");
        if (name.Length == 0)
            log.Error(at, "no_stack_name", "The stack has no name.", "Give one with the command, or write `name:` in the file.");
        else if (!ResourceNames.IsStackName(name))
            log.Error(at, "bad_name", $"{ProblemLog.Quote(name)} is not the name of a stack: up to 63 lower-case letters, digits, _ and -, beginning with a letter or digit.");
        return name;
    }
}
