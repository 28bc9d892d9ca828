using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>Further processes inside a running container.</summary>
internal interface IEngineExecs
{
    /// <returns>The id of the exec, which does not run yet.</returns>
    /// <exception cref="EngineException">404 no such container; 409 it is not running.</exception>
    Task<string> CreateAsync(string container, CreateExec body, CancellationToken ct);

    /// <summary>Starts it and attaches to it. Dispose the session to let go; the process is not killed by that.</summary>
    Task<ExecSession> StartAsync(string exec, bool tty, CancellationToken ct);

    /// <summary>Starts it and lets go of it at once.</summary>
    /// <exception cref="EngineException">It cannot be started; the engine's words say why.</exception>
    Task StartDetachedAsync(string exec, bool tty, CancellationToken ct);

    Task ResizeAsync(string exec, int columns, int rows, CancellationToken ct);

    /// <summary>The exit code is there once the session's output has ended.</summary>
    Task<ExecDetails> InspectAsync(string exec, CancellationToken ct);
}
