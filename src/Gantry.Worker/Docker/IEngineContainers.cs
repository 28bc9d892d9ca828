using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>Calls about containers. <c>container</c> is an id, a unique prefix of one, or a name.</summary>
internal interface IEngineContainers
{
    /// <param name="platform">For example <c>linux/amd64</c>; null is the engine's own.</param>
    /// <exception cref="EngineException">404 no such image; 409 the name is taken; 400 the body is refused.</exception>
    Task<ContainerCreated> CreateAsync(string name, CreateContainer body, string? platform, CancellationToken ct);

    /// <summary>Safe to repeat: a running container stays as it is.</summary>
    Task StartAsync(string container, CancellationToken ct);

    /// <summary>Stop signal, grace, kill. Returns when the process is gone. Safe to repeat.</summary>
    Task StopAsync(string container, TimeSpan grace, CancellationToken ct);

    /// <exception cref="EngineException">409 the container is not running.</exception>
    Task KillAsync(string container, string signal, CancellationToken ct);

    Task<ContainerDetails> InspectAsync(string container, CancellationToken ct);

    /// <param name="all">Also those that do not run.</param>
    Task<IReadOnlyList<ContainerSummary>> ListAsync(EngineFilter filter, bool all, CancellationToken ct);

    /// <param name="force">Kill it first if it runs; without it a running container is a 409.</param>
    /// <param name="volumes">Also its anonymous volumes.</param>
    Task RemoveAsync(string container, bool force, bool volumes, CancellationToken ct);

    /// <summary>Returns when the container does not run, at once when it does not run now. No deadline.</summary>
    Task<ContainerExit> WaitAsync(string container, CancellationToken ct);

    /// <summary>
    /// What the container wrote, dead ones too. With follow it ends when the container does; engine 20.10 then leaves out
    /// a last line that has no line feed (measured, 6 of 6), which only a read without follow gives.
    /// </summary>
    IAsyncEnumerable<OutputFrame> LogsAsync(string container, LogsQuery query, CancellationToken ct);
}
