using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gantry.Compose.Reading;

/// <summary>The tags that a compose file may use. Every other is refused by name; no tag ever names a type to create.</summary>
internal static class YamlTags
{
    private const string Core = "tag:yaml.org,2002:";

    public static MergeTag MergeTagOf(NodeEvent node, SourcePosition at) => NameOf(node) switch
    {
        null => MergeTag.None,
        "!reset" => MergeTag.Reset,
        "!override" => MergeTag.Override,
        Core + "str" or Core + "int" or Core + "float" or Core + "bool" or Core + "null" when node is Scalar => MergeTag.None,
        Core + "map" when node is MappingStart => MergeTag.None,
        Core + "seq" when node is SequenceStart => MergeTag.None,
        "!" => MergeTag.None,
        var name => throw new YamlRefusedException(
            at,
            "yaml_tag",
            $"The tag {ProblemLog.Quote(Shown(name))} is not allowed here.",
            "Compose files know !reset and !override; remove any other tag."),
    };

    public static ScalarKind KindOf(Scalar scalar, SourcePosition at)
    {
        var plain = CoreSchema.KindOf(scalar.Value);
        var kind = NameOf(scalar) switch
        {
            "!" or Core + "str" => ScalarKind.Text,
            Core + "int" => ScalarKind.Integer,
            Core + "float" => ScalarKind.Float,
            Core + "bool" => ScalarKind.Bool,
            Core + "null" => ScalarKind.Null,
            _ => scalar.Style is ScalarStyle.Plain ? plain : ScalarKind.Text,
        };

        var fits = kind is ScalarKind.Text || kind == plain || (kind, plain) is (ScalarKind.Float, ScalarKind.Integer);
        return fits
            ? kind
            : throw new YamlRefusedException(
                at, "yaml_tag", $"{ProblemLog.Quote(scalar.Value)} is not what its tag {ProblemLog.Quote(Shown(NameOf(scalar) ?? ""))} says.");
    }

    private static string? NameOf(NodeEvent node) => node.Tag.IsEmpty ? null : node.Tag.IsNonSpecific ? "!" : node.Tag.Value;

    private static string Shown(string tag) => tag.StartsWith(Core, StringComparison.Ordinal) ? "!!" + tag[Core.Length..] : tag;
}
