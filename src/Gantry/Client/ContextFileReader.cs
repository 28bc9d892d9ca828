using System.Text.Json;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>Reads what <see cref="ContextFileText"/> writes, line by line.</summary>
internal sealed class ContextFileReader(string path)
{
    private const string AuthorityIndent = "      ";

    private readonly List<ClientContext> _contexts = [];
    private string? _current;
    private bool _isInAuthority;
    private int _line;

    public ContextSet Read(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            _line++;
            if (!TakeAuthority(line) && !IsSilent(line) && !TakeTop(line) && !TakeMember(line))
                throw NotUnderstood();
        }

        return new ContextSet(_current, _contexts);
    }

    private static bool IsSilent(string line) =>
        line.Trim().Length == 0 || line.TrimStart().StartsWith('#') || line is "contexts:" or "contexts: []";

    private bool TakeAuthority(string line)
    {
        _isInAuthority = _isInAuthority && line.StartsWith(AuthorityIndent, StringComparison.Ordinal);
        if (!_isInAuthority)
            return false;
        var last = _contexts[^1];
        _contexts[^1] = last with { CertificateAuthority = $"{last.CertificateAuthority}{line[AuthorityIndent.Length..]}\n" };
        return true;
    }

    private bool TakeTop(string line)
    {
        if (After("current: ", line) is { } current)
            _current = Unquoted(current);
        else if (After("  - name: ", line) is { } name)
            _contexts.Add(new ClientContext(Unquoted(name), []));
        else
            return false;
        return true;
    }

    private bool TakeMember(string line)
    {
        if (_contexts.Count == 0)
            return false;
        var last = _contexts[^1];
        if (After("      - ", line) is { } address)
            _contexts[^1] = last with { Addresses = [.. last.Addresses, Unquoted(address)] };
        else if (After("    token: ", line) is { } token)
            _contexts[^1] = last with { Token = Unquoted(token) };
        else if (line == "    ca: |")
            _isInAuthority = true;
        else
            return line == "    addresses:";
        return true;
    }

    private static string? After(string start, string line) =>
        line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..] : null;

    private string Unquoted(string value)
    {
        value = value.Trim();
        if (!value.StartsWith('"'))
            return value;
        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.GetString() ?? "";
        }
        catch (JsonException)
        {
            throw NotUnderstood();
        }
    }

    private CliException NotUnderstood() => new(
        ExitCode.Error,
        $"{path}:{_line}: this line is not understood.",
        "The file is written by gantry context; move it away to begin anew.");
}
