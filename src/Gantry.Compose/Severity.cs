namespace Gantry.Compose;

public enum Severity
{
    /// <summary>The file is read, but something in it is not as the author may think.</summary>
    Warning,

    /// <summary>The file is refused.</summary>
    Error,
}
