using Gantry.Compose.Reading;

namespace Gantry.Compose.Interpolation;

/// <summary>Reads <c>.env</c> and <c>env_file</c> texts. source: compose-go dotenv</summary>
public sealed class DotenvFile
{
    // What all values of a file may grow to: each line can hold the one before it twice.
    private const long MaxTotal = 8L * 1024 * 1024;

    private readonly string _file;
    private readonly string _text;
    private readonly ProblemLog _log = new();
    private readonly Func<string, string?> _find;
    private readonly Template _template;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private int _index;
    private int _line = 1;
    private long _total;

    private DotenvFile(string file, string text, Func<string, string?> find, IReadOnlyDictionary<string, string>? earlier = null)
    {
        _file = file;
        _text = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
        _find = find;
        _template = new Template(name => find(name) ?? _values.GetValueOrDefault(name) ?? earlier?.GetValueOrDefault(name), static _ => { });
    }

    /// <param name="find">Variables from outside: they win over the file's own in <c>${NAME}</c>, and give lone names a value.</param>
    /// <param name="earlier">What files before this one gave: known to <c>${NAME}</c>, until a line of this file says otherwise.</param>
    public static DotenvResult Parse(string file, string text, Func<string, string?> find, IReadOnlyDictionary<string, string>? earlier = null)
    {
        var parser = new DotenvFile(file, text, find, earlier);
        parser.Run();
        return parser.Result();
    }

    /// <summary><c>format: raw</c>: each line is <c>NAME=value</c>, and the value is what stands there. source: docker/cli pkg/kvfile</summary>
    /// <param name="find">Variables from outside, for lone names.</param>
    public static DotenvResult ParseRaw(string file, string text, Func<string, string?> find)
    {
        var parser = new DotenvFile(file, text, find);
        foreach (var line in parser._text.Split('\n'))
        {
            parser.ReadRaw(line.TrimStart());
            parser._line++;
        }

        return parser.Result();
    }

    /// <summary>The variables from outside that the file's values and lone names ask for. Sorted.</summary>
    public static IReadOnlyCollection<string> VariableNames(string text)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Template.CollectNames(text, names);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var name = line.Trim();
            if (name.Length > 0 && name.All(IsNameCharacter))
                names.Add(name);
        }

        return names;
    }

    private void ReadRaw(string line)
    {
        if (line.Length == 0 || line[0] is '#')
            return;
        var equals = line.IndexOf('=');
        var name = equals < 0 ? line : line[..equals];
        if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            _log.Error(new SourcePosition(_file, _line, 1), "dotenv_name", $"{ProblemLog.Quote(name)} is not the name of a variable.", "Each line is NAME=value.");
        else if (equals >= 0)
            _values[name] = line[(equals + 1)..];
        else
            Inherit(name);
    }

    private DotenvResult Result() => new(_values, _log.InOrder([_file]));

    private void Run()
    {
        while (_total <= MaxTotal && SkipToStatement())
        {
            if (ReadName() is not { } name)
            {
                SkipLine();
                continue;
            }

            if (name.IsLone)
                Inherit(name.Text);
            else if (ReadValue(name.Text) is { } value)
                _values[name.Text] = value;
        }
    }

    private void Inherit(string name)
    {
        if (_find(name) is { } value)
            _values[name] = value;
    }

    private bool SkipToStatement()
    {
        while (_index < _text.Length)
        {
            if (_text[_index] is '#')
                SkipLine();
            else if (char.IsWhiteSpace(_text[_index]))
                Advance();
            else
                return true;
        }

        return false;
    }

    private void Advance()
    {
        if (_text[_index] is '\n')
            _line++;
        _index++;
    }

    private void SkipLine()
    {
        while (_index < _text.Length && _text[_index] is not '\n')
            _index++;
    }

    private (string Text, bool IsLone)? ReadName()
    {
        SkipExport();
        var start = _index;
        while (_index < _text.Length && IsNameCharacter(_text[_index]))
            _index++;
        var name = _text[start.._index];
        SkipBlanks();

        if (_index >= _text.Length || _text[_index] is '\n' or '#')
            return (name, IsLone: true);
        if (_text[_index] is '=' or ':' && name.Length > 0)
        {
            _index++;
            return (name, IsLone: false);
        }

        var hint = _index > start + name.Length ? "A name cannot contain a space." : "Names are letters, digits and _ . - [ ]";
        _log.Error(Here(start), "dotenv_name", $"Unexpected character {ProblemLog.Quote(_text[_index].ToString())} in a variable name.", hint);
        return null;
    }

    private void SkipExport()
    {
        const string export = "export";
        var after = _index + export.Length;
        if (string.CompareOrdinal(_text, _index, export, 0, export.Length) != 0 || after >= _text.Length || _text[after] is not (' ' or '\t'))
            return;
        _index = after;
        SkipBlanks();
    }

    private void SkipBlanks()
    {
        while (_index < _text.Length && IsBlank(_text[_index]))
            _index++;
    }

    // Space within a line. source: compose-go dotenv/parser.go
    private static bool IsBlank(char c) => c is ' ' or '\t' or '\v' or '\f' or '\r' or '\u0085' or '\u00A0';

    private static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '[' or ']';

    private string? ReadValue(string name)
    {
        SkipBlanks();
        return _index < _text.Length && _text[_index] is '"' or '\'' ? ReadQuoted(name, _text[_index]) : ReadUnquoted(name);
    }

    private string? ReadUnquoted(string name)
    {
        var start = _index;
        SkipLine();
        var line = _text.AsSpan(start, _index - start);

        // A comment follows a space; `#` as the first of a value is a part of it.
        if (line.IndexOf(" #") is >= 0 and var comment)
            line = line[..comment];
        return Expand(name, line.TrimEnd().ToString(), start);
    }

    private string? ReadQuoted(string name, char quote)
    {
        var (start, line) = (_index, _line);
        _index++;
        while (_index < _text.Length && _text[_index] != quote)
        {
            var isEscaped = _text[_index] is '\\' && _index + 1 < _text.Length;
            if (isEscaped)
                Advance();
            Advance();
        }

        if (_index >= _text.Length)
        {
            _log.Error(new SourcePosition(_file, line, 1), "dotenv_quote", $"The value of {ProblemLog.Quote(name)} begins with {quote} and never ends.");
            return null;
        }

        var inner = _text[(start + 1).._index];
        _index++;
        CheckRest(name);
        return quote is '\'' ? inner.Replace("\\'", "'", StringComparison.Ordinal) : Expand(name, DotenvEscapes.Expand(inner), start);
    }

    private void CheckRest(string name)
    {
        var start = _index;
        SkipLine();
        var rest = _text.AsSpan(start, _index - start).Trim();
        if (!rest.IsEmpty && rest[0] is not '#')
            _log.Error(Here(start), "dotenv_rest", $"After the closing quote of {ProblemLog.Quote(name)} only a comment may follow.");
    }

    private string? Expand(string name, string value, int start)
    {
        var expanded = _template.Expand(value, out var error);
        _total += Math.Max(expanded?.Length ?? 0, _template.Spent);
        if (_total > MaxTotal)
            _log.Error(Here(start), "interpolation_too_large", $"With their variables filled in the values are longer than {MaxTotal / (1024 * 1024)} MiB.");
        if (expanded is not null)
            return expanded;

        _log.Error(Here(start), error is { IsRequired: true } ? "variable_required" : "interpolation_syntax", $"{name}: {error?.Message}");
        return null;
    }

    private SourcePosition Here(int index)
    {
        var lineStart = index == 0 ? 0 : _text.LastIndexOf('\n', Math.Min(index, _text.Length) - 1) + 1;
        return new SourcePosition(_file, _line, index - lineStart + 1);
    }
}
