namespace Gantry.Model.Services;

/// <summary>A health check that the worker runs itself, so that the image needs no curl (compose: <c>x-gantry.probe</c>).</summary>
/// <param name="Port">Http and tcp: port in the container.</param>
/// <param name="Path">Http: path and query; 2xx and 3xx pass.</param>
/// <param name="Command">Command: argument list run in the container; exit code 0 passes.</param>
/// <param name="Retries">Failures in a row that make the task unhealthy.</param>
public sealed record Probe(
    ProbeKind Kind,
    int Port = 0,
    string Path = "/",
    IReadOnlyList<string>? Command = null,
    int Retries = 3)
{
    /// <summary>Null is 10 s.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Null is 5 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Failures before this age do not count.</summary>
    public TimeSpan StartPeriod { get; init; }
}
