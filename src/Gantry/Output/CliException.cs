namespace Gantry.Output;

/// <summary>Ends a command: printed as <c>error: …</c> and, where there is one, <c>hint: …</c>.</summary>
internal sealed class CliException(int exitCode, string message, string? hint = null, Exception? cause = null)
    : Exception(message, cause)
{
    public int ExitCode => exitCode;

    public string? Hint => hint;

    /// <summary>Printed one a line below the message, for example compose problems.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The API's stable problem code; null when the error did not come from there.</summary>
    public string? Code { get; init; }

    /// <summary>The same, of the one of several things that it is about.</summary>
    public CliException About(string name) => new(exitCode, $"{name}: {Message}", hint, this) { Details = Details, Code = Code };

    /// <summary>The same with another exit code.</summary>
    public CliException EndingWith(int otherCode) => new(otherCode, Message, hint, this) { Details = Details, Code = Code };

    /// <summary>What answers is no server, or one that speaks otherwise.</summary>
    public static CliException OfStranger(string message, Exception? cause = null) =>
        new(Output.ExitCode.Error, message, "Client and server may be of different versions, or something in between answers: gantry version.", cause);

    public static CliException Usage(string message, string? hint = null) => new(Output.ExitCode.Usage, message, hint);
}
