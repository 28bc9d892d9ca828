using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>Calls about named volumes.</summary>
internal interface IEngineVolumes
{
    /// <summary>An existing volume of that name and driver is returned as it is: its labels tell whose it is.</summary>
    Task<VolumeDetails> CreateAsync(CreateVolume body, CancellationToken ct);

    Task<VolumeDetails> InspectAsync(string volume, CancellationToken ct);

    Task<IReadOnlyList<VolumeDetails>> ListAsync(EngineFilter filter, CancellationToken ct);

    /// <exception cref="EngineException">409 a container uses it.</exception>
    Task RemoveAsync(string volume, bool force, CancellationToken ct);
}
