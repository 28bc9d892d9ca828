namespace Gantry.Doctor;

/// <summary>What came of calling the engine.</summary>
internal abstract record EngineAnswer
{
    private EngineAnswer()
    {
    }

    public sealed record NoSocket : EngineAnswer;

    /// <summary>This user may not open the socket.</summary>
    public sealed record Denied : EngineAnswer;

    /// <summary>A socket is there, and nobody answers at it as an engine does.</summary>
    public sealed record Silent(string Reason) : EngineAnswer;

    /// <summary>It answers, and is no engine that Gantry can drive.</summary>
    public sealed record Unsupported(string Reason) : EngineAnswer;

    /// <param name="Api">The version that Gantry speaks with it.</param>
    public sealed record Told(string Version, string Api, string Os, bool IsRootless, string StorageDriver) : EngineAnswer;
}
