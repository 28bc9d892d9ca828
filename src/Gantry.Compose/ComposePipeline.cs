using Gantry.Compose.Interpolation;
using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Merging;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>
/// The stages in the specification's order: parse, interpolate each file, long forms, extends, merge the files, map, check.
/// A stage that finds an error says so and goes on with what it has, so that one run shows all problems.
/// </summary>
internal sealed class ComposePipeline(Bundle bundle, ProblemLog log, ComposeTexts? texts = null)
{
    private readonly ComposeTexts _texts = texts ?? new ComposeTexts();

    private const string ProjectNameVariable = "COMPOSE_PROJECT_NAME";

    public StackSpec? Run(string? stackName)
    {
        if (Parse() is not { } documents)
            return null;

        var name = StackName(stackName, documents);
        return Merge(documents, name) is { } merged ? new StackMapping(name, bundle, log).Map(merged) : null;
    }

    /// <summary>Every document of every file; null when one of them is no YAML, for then nothing can be said of the rest.</summary>
    private List<YamlNode.Map>? Parse()
    {
        var documents = new List<YamlNode.Map>();
        var isWhole = true;
        foreach (var file in bundle.ComposeFiles)
        {
            var read = _texts.Read(file, log);
            isWhole &= read is not null;
            foreach (var document in read ?? [])
            {
                if (document is YamlNode.Map map)
                    documents.Add(map);
                else if (!document.IsNull)
                    log.Error(document.Position, "wrong_type", $"A compose file must be a mapping, but this one is {document.KindName}.", "It begins with `services:`.");
            }
        }

        if (documents.Count > 0 || !isWhole)
            return isWhole ? documents : null;
        var at = new SourcePosition(bundle.ComposeFiles.Count > 0 ? bundle.ComposeFiles[0].Path : "", 1, 1);
        log.Error(at, "empty_file", "There is nothing in the compose file.", "It needs `services:` with at least one service.");
        return null;
    }

    private YamlNode.Map? Merge(List<YamlNode.Map> documents, string name)
    {
        var variables = new Dictionary<string, string>(bundle.Variables, StringComparer.Ordinal) { [ProjectNameVariable] = name };
        var interpolation = new InterpolationStage(variables, log);
        var longForms = new LongFormStage(log);
        var merge = new TreeMerge(log);
        var bases = new BaseFiles(bundle, interpolation, longForms, merge, log);
        var extends = new ExtendsStage(bases.Load, merge, log);

        YamlNode.Map? merged = null;
        foreach (var document in documents)
        {
            var whole = extends.Apply(longForms.Apply((YamlNode.Map)interpolation.Expand(document)));
            merged = merged is null ? merge.Alone(whole) : merge.Merge(merged, whole);
        }

        return extends.IsTooLarge ? null : merged;
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
