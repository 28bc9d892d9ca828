using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>
/// The container engine as a worker sees it. A wall with two real forms: <c>DockerEngine</c> and
/// <c>SimulatedEngine</c>. Every call may throw <see cref="EngineException"/>; its failure says which kind.
/// </summary>
internal interface IEngine
{
    IEngineContainers Containers { get; }

    IEngineExecs Execs { get; }

    IEngineImages Images { get; }

    IEngineNetworks Networks { get; }

    IEngineVolumes Volumes { get; }

    /// <summary>Answers within the ping deadline or throws; the version is the one that all later calls speak.</summary>
    Task<ApiVersion> PingAsync(CancellationToken ct);

    Task<EngineVersion> VersionAsync(CancellationToken ct);

    Task<EngineInfo> InfoAsync(CancellationToken ct);

    /// <summary>Asks the registry whether it takes this login; throws when it does not.</summary>
    /// <exception cref="EngineException">
    /// The status is no guide: engine 20.10 answers 500 to a wrong password at a registry on loopback. The reason has
    /// the registry's 401.
    /// </exception>
    Task CheckLoginAsync(RegistryLogin login, CancellationToken ct);

    /// <summary>
    /// Events as they happen, without end. Hints only: the engine remembers its last 256 and none from before its own
    /// start, so list again after every reconnect.
    /// </summary>
    /// <param name="since">
    /// Inclusive; null is from now on. To resume, take <see cref="EngineEvent.TimeNano"/> of the last one seen plus one.
    /// To miss nothing around a list, take the time just before the list.
    /// </param>
    IAsyncEnumerable<EngineEvent> EventsAsync(EngineFilter filter, EngineTime? since, CancellationToken ct);
}
