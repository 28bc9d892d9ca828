using System.Diagnostics.CodeAnalysis;
using Gantry.Compose.Reading;

namespace Gantry.Compose.Mapping;

/// <summary>A node with its path, for messages, and the log that takes what is wrong with it.</summary>
/// <param name="Path">As messages show it: <c>services.web.ports[0]</c>.</param>
internal readonly record struct Value(YamlNode Node, string Path, ProblemLog Log)
{
    public SourcePosition Position => Node.Position;

    public void Error(string code, string message, string? hint = null) => Log.Error(Position, code, message, hint);

    public Value Member(YamlEntry entry) => new(entry.Value, Path.Length == 0 ? entry.Key : $"{Path}.{entry.Key}", Log);

    /// <summary>The members of a mapping; none, and a problem, when it is something else.</summary>
    public IEnumerable<(YamlEntry Entry, Value Value)> Members()
    {
        if (Node.IsNull)
            yield break;
        if (Node is not YamlNode.Map map)
        {
            MismatchOfMapping();
            yield break;
        }

        foreach (var entry in map.Entries)
            yield return (entry, Member(entry));
    }

    /// <summary>The items of a list; none, and a problem, when it is something else.</summary>
    public IEnumerable<Value> Items()
    {
        if (Node.IsNull)
            yield break;
        if (Node is not YamlNode.List list)
        {
            Mismatch("a list", Node switch
            {
                YamlNode.Map { Entries: [{ Value: YamlNode.Scalar only } first, ..] } when Key is "volumes" or "ports" or "extra_hosts" => $"Write each on a line with a dash: - {first.Key}{(only.IsNull ? "" : ":" + only.Text)}",
                YamlNode.Scalar { Text.Length: < 60 } text => $"Write it as a list: [\"{text.Text}\"]",
                _ => null,
            });
            yield break;
        }

        for (var i = 0; i < list.Items.Count; i++)
            yield return new Value(list.Items[i], $"{Path}[{i}]", Log);
    }

    private string Key => Path[(Path.LastIndexOf('.') + 1)..];

    // Some mappings may be lists of their keys; those have become mappings before this.
    private void MismatchOfMapping()
    {
        var isAlsoList = Key is "networks" or "depends_on" or "labels" or "environment" or "sysctls" or "annotations" && Path.Contains('.');
        Mismatch(isAlsoList ? "a list or a mapping" : "a mapping", Node switch
        {
            YamlNode.Scalar { Text.Length: < 60 } text when isAlsoList => $"Write it as a list: [\"{text.Text}\"]",
            YamlNode.Scalar { Kind: ScalarKind.Text, Text.Length: < 60 } text when Path.Split('.') is ["services", _] => $"To run this image: {{image: \"{text.Text}\"}}",
            YamlNode.Scalar { Kind: ScalarKind.Text, Text.Length: < 60 } text when Path is "networks" or "volumes" => $"Write it below, on a line of its own, with a colon: {text.Text}:",
            YamlNode.List { Items: [YamlNode.Map { Entries: [{ Key.Length: < 60 } first, ..] }, ..] } => $"Leave out the dash before each name: {first.Key}:",
            YamlNode.List { Items: [YamlNode.Scalar { Text.Length: < 60 } item, ..] } => $"Write each with a colon instead of a dash: {item.Text}:",
            _ => null,
        });
    }

    public void Mismatch(string expected, string? hint = null) =>
        Error("wrong_type", $"{Path} must be {expected}, but it is {Node.KindName}.", hint);

    /// <summary>Text and nothing else: a number or boolean must be quoted, as the specification has it.</summary>
    public string? Text()
    {
        if (Node is YamlNode.Scalar { Kind: ScalarKind.Text } scalar)
            return scalar.Text;
        Mismatch("text", Node is YamlNode.Scalar { Kind: not ScalarKind.Null } other ? $"Write it in quotes: \"{other.Text}\"." : null);
        return null;
    }

    /// <summary>Text that says something.</summary>
    public string? Word()
    {
        if (Text() is not { } text)
            return null;
        if (text.Length > 0)
            return text;
        Error("empty_value", $"{Path} is empty.");
        return null;
    }

    /// <summary>Text; an empty one, as an unset variable leaves it, says nothing.</summary>
    public string? WordIfAny() => Text() is { Length: > 0 } text ? text : null;

    /// <summary>True for the empty text that an unset variable leaves.</summary>
    public bool IsEmptyText => Node is YamlNode.Scalar { Kind: ScalarKind.Text, Text.Length: 0 };

    /// <summary>Text, or a number as it is written, or a boolean in small letters.</summary>
    public string? Anything()
    {
        if (Node is YamlNode.Scalar { Kind: not ScalarKind.Null } scalar)
            return scalar.Kind is ScalarKind.Bool ? scalar.Text.ToLowerInvariant() : scalar.Text;
        Mismatch("text");
        return null;
    }

    public bool? Bool()
    {
        if (Node is not YamlNode.Scalar scalar)
        {
            Mismatch("true or false");
            return null;
        }

        switch (scalar.Text.ToLowerInvariant())
        {
            case "true":
                return true;
            case "false":
                return false;
            case "y" or "yes" or "on":
                Log.Warn(Position, "old_boolean", $"{Path}: {ProblemLog.Quote(scalar.Text)} is read as true.", "Write true.");
                return true;
            case "n" or "no" or "off":
                Log.Warn(Position, "old_boolean", $"{Path}: {ProblemLog.Quote(scalar.Text)} is read as false.", "Write false.");
                return false;
            default:
                Error("bad_boolean", $"{Path} must be true or false, but it is {ProblemLog.Quote(scalar.Text)}.");
                return null;
        }
    }

    public int? Int(int least = 0)
    {
        if (Long(least) is not { } value)
            return null;
        if (value <= int.MaxValue)
            return (int)value;
        Error("bad_number", $"{Path} is too large: {value}.");
        return null;
    }

    public long? Long(long least = 0)
    {
        if (Node is YamlNode.Scalar scalar && Numbers.TryInteger(scalar.Text, out var number))
        {
            if (number >= least)
                return number;
            Error("bad_number", $"{Path} must be {least} or more, but it is {number}.");
            return null;
        }

        Error("bad_number", $"{Path} must be a whole number, but it is {Shown}.", "For example 3.");
        return null;
    }

    public TimeSpan? Duration()
    {
        if (Node is YamlNode.Scalar scalar && DurationText.Parse(scalar.Text) is { } duration)
        {
            if (duration == TimeSpan.Zero || duration >= TimeSpan.FromMilliseconds(1))
                return duration;
            Error("bad_duration", $"{Path} must be 0 or at least 1ms, but it is {Shown}.");
            return null;
        }

        var isNumber = Node is YamlNode.Scalar { Kind: ScalarKind.Integer or ScalarKind.Float };
        Error("bad_duration", $"{Path} must be a duration, but it is {Shown}.", isNumber ? $"Add a unit, for example {Shown.Trim('\'')}s." : (Node is YamlNode.Scalar other ? UnitAdvice.ForDuration(other.Text) : null) ?? "For example 30s, 1m30s or 500ms.");
        return null;
    }

    public long? Bytes()
    {
        if (Node is YamlNode.Scalar scalar && ByteSize.Parse(scalar.Text) is { } bytes)
            return bytes;
        Error("bad_size", $"{Path} must be a size in bytes, but it is {Shown}.", (Node is YamlNode.Scalar other ? UnitAdvice.ForSize(other.Text) : null) ?? "For example 512m or 2gb.");
        return null;
    }

    public long? CpuNanos()
    {
        if (Node is YamlNode.Scalar scalar && Numbers.CpuNanos(scalar.Text) is { } nanos)
            return nanos;
        Error("bad_number", $"{Path} must be a number of processors, but it is {Shown}.", "For example 0.5.");
        return null;
    }

    /// <summary>One of some words, in lower case as the specification writes them.</summary>
    /// <param name="advice">For a text that is near to none of them.</param>
    public bool TryChoice<T>(IReadOnlyDictionary<string, T> choices, [MaybeNullWhen(false)] out T chosen, string? advice = null)
    {
        chosen = default;
        if (Node is YamlNode.Scalar { Kind: not ScalarKind.Null } scalar && choices.TryGetValue(scalar.Text, out chosen))
            return true;
        var words = choices.Keys.Order(StringComparer.Ordinal).ToList();
        var near = Node is YamlNode.Scalar { Text: var text } ? Spelling.Nearest(text, words) : null;
        Error("bad_choice", $"{Path} must be one of {string.Join(", ", words)}, but it is {Shown}.", near is null ? advice : $"Did you mean `{near}`?");
        return false;
    }

    /// <summary>Texts of a list, or the one text that stands alone.</summary>
    public IReadOnlyList<string> Words()
    {
        var words = new List<string>();
        foreach (var item in Node is YamlNode.Scalar { Kind: not ScalarKind.Null } ? [this] : Items())
        {
            if (item.Word() is { } word)
                words.Add(word);
        }

        return words;
    }

    /// <summary>A mapping of texts: labels, options. Null values are empty.</summary>
    public IReadOnlyDictionary<string, string> Texts()
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entry, value) in Members())
        {
            if (entry.Key.Length == 0)
                Log.Error(entry.KeyPosition, "empty_value", $"{Path} has an entry without a name.");
            else if (entry.Value.IsNull)
                texts[entry.Key] = "";
            else if (value.Anything() is { } text)
                texts[entry.Key] = text;
        }

        return texts;
    }

    public string Shown => Node is YamlNode.Scalar { Kind: not ScalarKind.Null } scalar ? ProblemLog.Quote(scalar.Text) : Node.KindName;
}
