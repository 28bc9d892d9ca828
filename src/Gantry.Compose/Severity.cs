namespace Gantry.Compose;

public enum Severity
{
    /// <summary>Everything that the file says is done; a person may still like to know how.</summary>
    Notice,

    /// <summary>The file is read, but something in it is not as the author may think.</summary>
    Warning,

    /// <summary>The file is refused.</summary>
    Error,
}
