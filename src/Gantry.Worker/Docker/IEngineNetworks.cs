using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>Calls about networks. <c>network</c> is an id or a name.</summary>
internal interface IEngineNetworks
{
    /// <returns>The id.</returns>
    /// <exception cref="EngineException">409 the name is taken; 403 the subnet overlaps another one.</exception>
    Task<string> CreateAsync(CreateNetwork body, CancellationToken ct);

    Task<NetworkDetails> InspectAsync(string network, CancellationToken ct);

    /// <summary>Without the containers that are on each: inspect tells those.</summary>
    Task<IReadOnlyList<NetworkDetails>> ListAsync(EngineFilter filter, CancellationToken ct);

    /// <exception cref="EngineException">403 containers are still on it.</exception>
    Task RemoveAsync(string network, CancellationToken ct);

    Task ConnectAsync(string network, string container, EndpointSettings endpoint, CancellationToken ct);

    Task DisconnectAsync(string network, string container, bool force, CancellationToken ct);
}
