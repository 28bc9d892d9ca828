using Gantry.Compose.Reading;

namespace Gantry.Compose;

/// <summary>Collects problems, so that a person sees all of them at once.</summary>
internal sealed class ProblemLog
{
    // A hostile file can be wrong in half a million places; nobody reads more than this many.
    private const int MaxProblems = 200;
    private const int MaxQuoted = 80;

    private readonly List<Problem> _problems = [];
    private readonly HashSet<(SourcePosition, string)> _seen = [];
    private readonly HashSet<SourcePosition> _broken = [];

    public bool HasErrors { get; private set; }

    /// <summary>Nothing more is taken: what would be costly to say need not be found out.</summary>
    public bool IsFull => _problems.Count >= MaxProblems;

    /// <summary>By file and line.</summary>
    public IReadOnlyList<Problem> InOrder(IReadOnlyList<string> fileOrder) =>
    [
        .. _problems
            .OrderBy(p => Rank(fileOrder, p.File))
            .ThenBy(p => p.File, StringComparer.Ordinal)
            .ThenBy(p => p.Line)
            .ThenBy(p => p.Column)
            .ThenBy(p => p.Message, StringComparer.Ordinal),
    ];

    public void Error(SourcePosition at, string code, string message, string? hint = null) =>
        Add(Severity.Error, at, code, message, hint);

    /// <summary>What was found wrong with another file.</summary>
    public void Errors(IEnumerable<Problem> found)
    {
        foreach (var problem in found)
            Error(new SourcePosition(problem.File, problem.Line, problem.Column), problem.Code, problem.Message, problem.Hint);
    }

    public void Warn(SourcePosition at, string code, string message, string? hint = null) =>
        Add(Severity.Warning, at, code, message, hint);

    public void Note(SourcePosition at, string code, string message, string? hint = null) =>
        Add(Severity.Notice, at, code, message, hint);

    /// <summary>An error after which nothing is known of this place: what else is wrong with it only follows.</summary>
    public void Broken(SourcePosition at, string code, string message, string? hint = null)
    {
        Error(at, code, message, hint);
        _broken.Add(at);
    }

    /// <summary>A text from the file, fit for a message: short, on one line.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length > MaxQuoted ? text[..MaxQuoted] + "…" : text;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }

    private void Add(Severity severity, SourcePosition at, string code, string message, string? hint)
    {
        HasErrors |= severity is Severity.Error;

        if (_broken.Contains(at))
            return;

        // An anchor that is used ten times is wrong once.
        if (!IsFull && _seen.Add((at, message)))
            _problems.Add(new Problem(severity, code, message, at.File, at.Line, at.Column, hint));
    }

    private static int Rank(IReadOnlyList<string> files, string file)
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i] == file)
                return i;
        }

        return files.Count;
    }
}
