using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gantry.Compose.Reading;

/// <summary>
/// Reads YAML into <see cref="YamlNode"/>s, from the parser's events alone: nothing is instantiated, and budgets hold
/// while reading, not after.
/// </summary>
internal sealed class YamlText
{
    private const string MergeKey = "<<";

    // Half a character, which JSON can hold, is no text: what is written from it could not be read again.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _file;
    private readonly Parser _parser;
    private readonly YamlBudget _budget = new();
    private readonly Dictionary<string, Anchored> _anchors = new(StringComparer.Ordinal);

    private YamlText(string file, string text)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The documents of the text in order; null when it was refused, with the reason in the log.</summary>
    public static IReadOnlyList<YamlNode>? Read(string file, string text, ProblemLog log)
    {
        try
        {
            if (Utf8.GetByteCount(text) > YamlBudget.MaxFileBytes)
            {
                throw new YamlRefusedException(
                    new SourcePosition(file, 1, 1), "yaml_too_large", $"The file is larger than {YamlBudget.MaxFileBytes / (1024 * 1024)} MiB.");
            }

            return new YamlText(file, text).Documents();
        }
        catch (YamlRefusedException refused)
        {
            log.Error(refused.At, refused.Code, refused.Message, refused.Hint);
        }
        catch (YamlException e)
        {
            var at = new SourcePosition(file, (int)Math.Max(1, e.Start.Line), (int)Math.Max(1, e.Start.Column));
            if (YamlAdvice.TabIn(text, at) is { } tab)
                log.Error(tab, "yaml_syntax", "This is not YAML: the line begins with a tab.", "YAML does not allow tabs for indentation; use spaces.");
            else
                log.Error(at, "yaml_syntax", $"This is not YAML: {Sentence(e)}", YamlAdvice.For(text, at.Line, e.Message));
        }
        catch (EncoderFallbackException e)
        {
            log.Error(PositionAt(file, text, e.Index), "yaml_syntax", "This is not YAML: here stands half a Unicode character.", "Save the file as UTF-8.");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // The parser of the library lets these out for some malformed texts, for example an escape beyond Unicode.
            log.Error(new SourcePosition(file, 1, 1), "yaml_syntax", $"This is not YAML: {e.Message}");
        }

        return null;
    }

    private static SourcePosition PositionAt(string file, string text, int index)
    {
        var before = text.AsSpan(0, index);
        return new SourcePosition(file, before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }

    private static string Sentence(YamlException e)
    {
        var message = e.Message.TrimEnd();
        return message.EndsWith('.') ? message : message + ".";
    }

    private List<YamlNode> Documents()
    {
        var documents = new List<YamlNode>();
        while (_parser.MoveNext())
        {
            if (_parser.Current is not DocumentStart)
                continue;

            _budget.SpendDocument(PositionOf(_parser.Current));

            // Anchors end with their document.
            _anchors.Clear();
            _parser.MoveNext();
            documents.Add(ReadNode(depth: 1));
        }

        return documents;
    }

    /// <summary>The parser stands on the node's first event, and on its last one afterwards.</summary>
    private YamlNode ReadNode(int depth)
    {
        var parsed = _parser.Current ?? throw new InvalidOperationException("the text ends early");
        var at = PositionOf(parsed);
        YamlBudget.CheckDepth(depth, at);
        if (parsed is AnchorAlias alias)
            return Expand(alias, at);
        if (parsed is not NodeEvent node)
            throw new YamlRefusedException(at, "yaml_syntax", "This is not YAML: a value was expected here.");

        var name = node.Anchor.IsEmpty ? null : node.Anchor.Value;
        if (name is not null)
            _anchors[name] = Anchored.Open;

        var (nodes, characters) = (_budget.Nodes, _budget.Characters);
        _budget.Spend(1, 0, at);
        var tag = YamlTags.MergeTagOf(node, at);
        YamlNode read = node switch
        {
            Scalar scalar => ReadScalar(scalar, at),
            SequenceStart => ReadList(at, depth),
            _ => ReadMap(at, depth),
        };
        if (tag is not MergeTag.None)
            read = read with { Tag = tag };
        if (name is not null)
            _anchors[name] = new Anchored(read, _budget.Nodes - nodes, _budget.Characters - characters);
        return read;
    }

    private YamlNode Expand(AnchorAlias alias, SourcePosition at)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
            throw new YamlRefusedException(at, "yaml_alias", $"The alias {ProblemLog.Quote("*" + alias.Value.Value)} names no anchor that stands before it.");
        if (anchored.Node is not { } node)
            throw new YamlRefusedException(at, "yaml_alias", $"The alias {ProblemLog.Quote("*" + alias.Value.Value)} stands inside its own anchor.");

        _budget.SpendAlias(at);
        _budget.Spend(anchored.Nodes, anchored.Characters, at);
        return node;
    }

    private YamlNode.Scalar ReadScalar(Scalar scalar, SourcePosition at)
    {
        _budget.Spend(0, scalar.Value.Length, at);
        return new YamlNode.Scalar(at, scalar.Value, YamlTags.KindOf(scalar, at));
    }

    private YamlNode.List ReadList(SourcePosition at, int depth)
    {
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd)
            items.Add(ReadNode(depth + 1));
        return new YamlNode.List(at, items);
    }

    private YamlNode.Map ReadMap(SourcePosition at, int depth)
    {
        var entries = new List<YamlEntry>();
        var keys = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        var merged = new List<YamlNode.Map>();
        while (Next() is var parsed and not MappingEnd)
        {
            var keyAt = PositionOf(parsed);
            var key = ReadKey(depth, keyAt);
            if (!keys.TryAdd(key.Text, keyAt))
            {
                throw new YamlRefusedException(
                    keyAt,
                    "duplicate_key",
                    $"The key {ProblemLog.Quote(key.Text)} is given twice; it stands on line {keys[key.Text].Line} already.",
                    "Remove one of the two, or put their values together.");
            }

            var isMerge = key is { Text: MergeKey, Kind: ScalarKind.Text } && parsed is Scalar { Style: ScalarStyle.Plain };
            Next();
            var value = ReadNode(depth + 1);
            if (isMerge)
                merged.AddRange(MapsOf(value, keyAt));
            else
                entries.Add(new YamlEntry(key.Text, keyAt, value));
        }

        // A large map may be merged into many: growing step by step would cost as much again.
        var most = merged.Sum(m => m.Entries.Count);
        entries.EnsureCapacity(entries.Count + most);
        keys.EnsureCapacity(keys.Count + most);

        // What the map says itself wins, then the first of the merged ones.
        foreach (var entry in merged.SelectMany(m => m.Entries))
        {
            if (keys.TryAdd(entry.Key, entry.KeyPosition))
                entries.Add(entry);
        }

        return new YamlNode.Map(at, entries);
    }

    private YamlNode.Scalar ReadKey(int depth, SourcePosition at) => ReadNode(depth + 1) switch
    {
        YamlNode.Scalar { Kind: ScalarKind.Text } key => key,
        YamlNode.Scalar { Kind: not ScalarKind.Null } key => throw new YamlRefusedException(at, "yaml_key", $"A key must be text, but {key.Text} is {key.KindName}.", $"Write it in quotes: \"{key.Text}\"."),
        var other => throw new YamlRefusedException(at, "yaml_key", $"A key must be text, but this one is {other.KindName}."),
    };

    private static IEnumerable<YamlNode.Map> MapsOf(YamlNode value, SourcePosition at) => value switch
    {
        YamlNode.Map map => [map],
        YamlNode.List list when list.Items.All(i => i is YamlNode.Map) => list.Items.Cast<YamlNode.Map>(),
        _ => throw new YamlRefusedException(at, "yaml_merge", $"'<<' takes a mapping or a list of mappings, but this is {value.KindName}."),
    };

    private ParsingEvent Next() =>
        _parser.MoveNext() && _parser.Current is { } parsed ? parsed : throw new InvalidOperationException("the text ends early");

    private SourcePosition PositionOf(ParsingEvent parsed) => new(_file, (int)parsed.Start.Line, (int)parsed.Start.Column);

    /// <param name="Node">Null while the anchored node is being read.</param>
    private sealed record Anchored(YamlNode? Node, int Nodes, long Characters)
    {
        public static readonly Anchored Open = new(null, 0, 0);
    }
}
