using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Output;

/// <summary>YAML of what is JSON already: block style, strings quoted where YAML could read something else.</summary>
internal static class YamlText
{
    /// <summary>Between two documents of one stream.</summary>
    public const string Separator = "---";

    private static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];

    public static string Of<T>(T value, JsonTypeInfo<T> type) => Of(JsonSerializer.SerializeToElement(value, type));

    public static string Of(JsonElement json)
    {
        var text = new StringBuilder();
        WriteBlock(text, json, indent: 0);
        return text.ToString().TrimEnd('\n');
    }

    private static void WriteBlock(StringBuilder text, JsonElement json, int indent)
    {
        if (json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any())
            WriteMembers(text, json, indent);
        else if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0)
            WriteItems(text, json, indent);
        else
            text.Append(Scalar(json)).Append('\n');
    }

    private static void WriteMembers(StringBuilder text, JsonElement json, int indent)
    {
        foreach (var member in json.EnumerateObject())
        {
            text.Append(' ', indent).Append(Word(member.Name)).Append(':');
            if (!IsNested(member.Value))
            {
                text.Append(' ').Append(Scalar(member.Value)).Append('\n');
                continue;
            }

            text.Append('\n');
            WriteBlock(text, member.Value, indent + 2);
        }
    }

    private static void WriteItems(StringBuilder text, JsonElement json, int indent)
    {
        foreach (var item in json.EnumerateArray())
        {
            text.Append(' ', indent).Append("- ");
            if (!IsNested(item))
            {
                text.Append(Scalar(item)).Append('\n');
                continue;
            }

            // The first line of what is nested stands behind the dash.
            var nested = new StringBuilder();
            WriteBlock(nested, item, indent + 2);
            text.Append(nested.ToString().AsSpan(indent + 2));
        }
    }

    private static bool IsNested(JsonElement json) =>
        (json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any()) ||
        (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0);

    private static string Scalar(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Word(json.GetString() ?? ""),
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => json.GetRawText(),
        JsonValueKind.Undefined => "null",
        _ => throw new InvalidOperationException($"{json.ValueKind} has no YAML."),
    };

    private static string Word(string value)
    {
        var isPlain = value.Length > 0 && (char.IsAsciiLetter(value[0]) || value[0] is '/' or '_') &&
            value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ' ' or '@' or '+' or ':') &&
            !value.Contains(": ", StringComparison.Ordinal) && value[^1] is not (' ' or ':') &&
            !Words.Contains(value, StringComparer.OrdinalIgnoreCase);
        return isPlain ? value : $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
    }
}
