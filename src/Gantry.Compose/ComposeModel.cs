using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>
/// Compose files as one document: with what they include and extend, merged and in long forms, but before anything in them is
/// understood. Services of all profiles are in it.
/// </summary>
public sealed class ComposeModel
{
    private readonly YamlNode.Map _root;

    private ComposeModel(YamlNode.Map root) => _root = root;

    /// <summary>Every profile that a service names, sorted.</summary>
    public IReadOnlyList<string> Profiles
    {
        get
        {
            var services = (_root["services"] as YamlNode.Map)?.Entries.Select(e => e.Value).OfType<YamlNode.Map>() ?? [];
            var profiles = services.Select(s => s["profiles"]).OfType<YamlNode.List>().SelectMany(p => p.Items).OfType<YamlNode.Scalar>();
            return [.. profiles.Select(p => p.Text).Distinct().Order(StringComparer.Ordinal)];
        }
    }

    /// <param name="stackName">Null takes <c>name:</c> of the file, else the name of the project's folder.</param>
    /// <param name="interpolates">False leaves variables as they are written, and with them the short form that holds one.</param>
    /// <param name="problems">Of reading and merging; what the keys say is not looked at.</param>
    /// <returns>Null when there is an error.</returns>
    public static ComposeModel? Read(string? stackName, Bundle bundle, bool interpolates, out IReadOnlyList<Problem> problems)
    {
        var log = new ProblemLog();
        var merged = new ComposePipeline(bundle, log).RunToModel(stackName, interpolates);
        problems = log.InOrder([.. bundle.ComposeFiles.Select(f => f.Path)]);
        return merged is null || log.HasErrors ? null : new ComposeModel(merged);
    }

    /// <summary>As a compose file; keys are sorted. Its paths are relative to the project folder where they were written so.</summary>
    public string Write(ConfigFormat format) => StackConfig.Write((JsonObject)Tree(_root), format);

    private static JsonNode Tree(YamlNode node) => node switch
    {
        YamlNode.Map map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, e.Value.IsNull ? null : (JsonNode?)Tree(e.Value)))),
        YamlNode.List list => new JsonArray([.. list.Items.Select(i => i.IsNull ? null : Tree(i))]),
        YamlNode.Scalar scalar => Scalar(scalar),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    // A number that would be written otherwise than it is stays text: 0755, 1_000, 1e3.
    private static JsonValue Scalar(YamlNode.Scalar scalar)
    {
        if (scalar.Kind is ScalarKind.Bool)
            return JsonValue.Create(char.ToLowerInvariant(scalar.Text[0]) is 't');
        var isNumber = scalar.Kind is ScalarKind.Integer or ScalarKind.Float;
        return isNumber && decimal.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Written(number) == scalar.Text
            ? JsonValue.Create(number)
            : JsonValue.Create(scalar.Text);
    }

    private static string Written(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
