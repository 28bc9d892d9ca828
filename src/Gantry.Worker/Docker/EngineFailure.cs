namespace Gantry.Worker.Docker;

/// <summary>Why a call to the engine failed, as far as the caller must choose.</summary>
internal enum EngineFailure
{
    /// <summary>The engine answered, with an error. <see cref="EngineException.Status"/> tells which.</summary>
    Refused,

    /// <summary>Nobody answers at the socket, or the connection broke: the call may or may not have been carried out.</summary>
    Unreachable,

    /// <summary>The engine took the call and did not answer in time: it may still be carrying it out.</summary>
    DeadlinePassed,

    /// <summary>The engine is too old, or too old for a field that was asked for. Nothing was sent.</summary>
    Unsupported,
}
