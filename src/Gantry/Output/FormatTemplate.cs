using System.Text;
using System.Text.Json;

namespace Gantry.Output;

/// <summary>
/// The part of docker's <c>--format</c> that scripts use: text, <c>{{.Field}}</c>, <c>{{.Field.Inner}}</c>, <c>{{json .Field}}</c>,
/// and <c>table …</c> for a header. Anything else is refused by name.
/// </summary>
internal sealed class FormatTemplate
{
    private const string TablePrefix = "table ";

    private readonly List<Part> _parts = [];

    private FormatTemplate(bool isTable) => IsTable = isTable;

    public bool IsTable { get; }

    public static FormatTemplate Parse(string text)
    {
        var template = new FormatTemplate(text.StartsWith(TablePrefix, StringComparison.Ordinal));
        var rest = template.IsTable ? text[TablePrefix.Length..] : text;
        rest = rest.Replace("\\t", "\t").Replace("\\n", "\n");
        while (rest.Length > 0)
        {
            var open = rest.IndexOf("{{", StringComparison.Ordinal);
            if (open < 0)
                break;
            var close = rest.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
                throw CliException.Usage($"--format: '{rest[open..]}' has no closing braces.");
            if (open > 0)
                template._parts.Add(new Part(rest[..open], Path: null, IsJson: false));
            template._parts.Add(Field(rest[(open + 2)..close].Trim('-', ' ')));
            rest = rest[(close + 2)..];
        }

        if (rest.Length > 0)
            template._parts.Add(new Part(rest, Path: null, IsJson: false));
        return template;
    }

    /// <param name="cells">Fields that tables show, by header without spaces.</param>
    /// <param name="json">The whole item: what is no cell is looked up there.</param>
    public string Write(IReadOnlyDictionary<string, string> cells, JsonElement json)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part.Path is null)
                text.Append(part.Text);
            else if (!part.IsJson && part.Path.Length == 1 && cells.TryGetValue(part.Path[0], out var cell))
                text.Append(PlainText.Of(cell));
            else
                text.Append(ValueOf(part, json));
        }

        return text.ToString();
    }

    public string Header() =>
        string.Concat(_parts.Select(p => p.Path is null ? p.Text : string.Join('.', p.Path).ToUpperInvariant()));

    private static Part Field(string inside)
    {
        var isJson = inside.StartsWith("json ", StringComparison.Ordinal);
        var path = (isJson ? inside[5..] : inside).Trim();
        var isField = path.StartsWith('.') && path.Skip(1).All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');
        return isField
            ? new Part(inside, path.Split('.', StringSplitOptions.RemoveEmptyEntries), isJson)
            : throw CliException.Usage(
                $"--format: '{{{{{inside}}}}}' is not understood.", "Fields are {{.Name}}; for more use -o json with jq.");
    }

    private static string ValueOf(Part part, JsonElement json)
    {
        foreach (var name in part.Path!)
        {
            json = Member(json, name) ?? throw CliException.Usage(
                $"--format: there is no field '.{string.Join('.', part.Path)}'.", "-o json shows all fields.");
        }

        return json.ValueKind == JsonValueKind.String && !part.IsJson ? PlainText.Of(json.GetString() ?? "") : json.GetRawText();
    }

    private static JsonElement? Member(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }

        return null;
    }

    private sealed record Part(string Text, string[]? Path, bool IsJson);
}
