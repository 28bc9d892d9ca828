using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Compose.LongForms;

/// <summary>Commands written as one text.</summary>
internal static class CommandForms
{
    /// <summary>Split as a shell would. An empty text is an empty list: it clears what the image has.</summary>
    public static YamlNode ToWords(Value value)
    {
        if (value.Node is not YamlNode.Scalar { Kind: ScalarKind.Text } scalar)
            return value.Node;
        if (ShellWords.Split(scalar.Text) is { } words)
            return new YamlNode.List(value.Position, [.. words.Select(w => YamlNode.TextAt(value.Position, w))]);
        value.Error("bad_command", $"{value.Path} has a quote that is not closed.", "Close it, or write the command as a list.");
        return new YamlNode.List(value.Position, []);
    }

    public static YamlNode ToHealthTest(Value value) => value.Node is YamlNode.Scalar { Kind: ScalarKind.Text } scalar
        ? new YamlNode.List(value.Position, [YamlNode.TextAt(value.Position, "CMD-SHELL"), scalar])
        : value.Node;
}
