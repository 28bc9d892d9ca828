using System.Net;

namespace Gantry.Worker.Docker;

/// <summary>A call to the engine failed. The message names the operation, the object, what the engine said and what to do.</summary>
internal sealed class EngineException : Exception
{
    private EngineException(
        EngineFailure failure, HttpStatusCode? status, EngineCall call, string reason, string message, Exception? cause)
        : base(message, cause)
    {
        Failure = failure;
        Status = status;
        Call = call;
        Reason = reason;
    }

    public EngineFailure Failure { get; }

    /// <summary>
    /// The engine's status code; null unless <see cref="EngineFailure.Refused"/>, and null too when the error came inside
    /// a stream that had begun well (a pull).
    /// </summary>
    public HttpStatusCode? Status { get; }

    public EngineCall Call { get; }

    /// <summary>What the engine (or the operating system) said, alone.</summary>
    public string Reason { get; }

    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    public bool IsConflict => Status == HttpStatusCode.Conflict;

    public static EngineException Refused(HttpStatusCode? status, EngineCall call, string reason) =>
        new(EngineFailure.Refused, status, call, reason,
            $"The engine could not {Describe(call)}: {reason.TrimEnd('.', ' ', '\n')}"
            + (status is { } code ? $" ({(int)code})." : "."),
            cause: null);

    public static EngineException Unreachable(EngineCall call, EngineAddress engine, string reason, Exception? cause) =>
        new(EngineFailure.Unreachable, status: null, call, reason,
            $"The engine at {engine} could not be reached to {Describe(call)}: {reason.TrimEnd('.', ' ')}. "
            + "Check that it runs (systemctl status docker) and that this user may open the socket.",
            cause);

    public static EngineException DeadlinePassed(EngineCall call, EngineAddress engine, TimeSpan deadline) =>
        new(EngineFailure.DeadlinePassed, status: null, call, "no answer in time",
            $"The engine at {engine} gave no answer for {deadline.TotalSeconds:0.###} s when asked to {Describe(call)}. "
            + "It hangs or is overloaded: look at its log (journalctl -u docker).",
            cause: null);

    public static EngineException Unsupported(EngineCall call, string reason) =>
        new(EngineFailure.Unsupported, status: null, call, reason, $"This engine cannot {Describe(call)}: {reason}.", cause: null);

    private static string Describe(EngineCall call) =>
        call.Target is null ? call.Operation : $"{call.Operation} '{call.Target}'";
}
