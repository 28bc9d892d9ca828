namespace Gantry.Compose.Reading;

/// <summary>Ends the reading of one text: what follows could not be understood, or must not be read. Caught by <see cref="YamlText"/>.</summary>
internal sealed class YamlRefusedException(SourcePosition at, string code, string message, string? hint = null) : Exception(message)
{
    public SourcePosition At { get; } = at;

    public string Code { get; } = code;

    public string? Hint { get; } = hint;
}
