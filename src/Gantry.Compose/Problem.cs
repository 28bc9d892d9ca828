namespace Gantry.Compose;

/// <summary>Something about the input that a person should know or change.</summary>
/// <param name="Code">Stable, for scripts: <c>unknown_key</c>, <c>bad_port</c>, …</param>
/// <param name="Line">From 1; 0 where no line can be named.</param>
/// <param name="Column">From 1.</param>
/// <param name="Hint">The likely fix, as a sentence.</param>
public sealed record Problem(
    Severity Severity,
    string Code,
    string Message,
    string File,
    int Line,
    int Column,
    string? Hint = null)
{
    /// <summary>How messages call it.</summary>
    public string SeverityName => Severity switch
    {
        Severity.Notice => "note",
        Severity.Warning => "warning",
        Severity.Error => "error",
        _ => throw new InvalidOperationException($"No such severity: {Severity}."),
    };

    public override string ToString() =>
        $"{File}:{Line}:{Column}: {SeverityName}: {Message}{(Hint is null ? "" : " " + Hint)}";
}
