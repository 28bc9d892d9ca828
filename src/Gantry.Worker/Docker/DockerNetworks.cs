using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

internal sealed class DockerNetworks(EngineHttp http) : IEngineNetworks
{
    public async Task<string> CreateAsync(CreateNetwork body, CancellationToken ct)
    {
        var created = await http.AskAsync(
            new EngineCall("create network", body.Name), HttpMethod.Post, EnginePath.Of("networks", "create"),
            EngineBody.From(body, DockerJson.Default.CreateNetwork), DockerJson.Default.CreatedObject, ct);
        return created.Id;
    }

    public Task<NetworkDetails> InspectAsync(string network, CancellationToken ct) => http.AskAsync(
        new EngineCall("inspect network", network), HttpMethod.Get, EnginePath.Of("networks", network), body: null,
        DockerJson.Default.NetworkDetails, ct);

    public async Task<IReadOnlyList<NetworkDetails>> ListAsync(EngineFilter filter, CancellationToken ct) =>
        await http.AskAsync(
            new EngineCall("list networks"), HttpMethod.Get,
            EnginePath.Of("networks").With("filters", filter.ToQuery()), body: null, DockerJson.Default.NetworkList, ct);

    public Task RemoveAsync(string network, CancellationToken ct) => http.SendAsync(
        new EngineCall("remove network", network), HttpMethod.Delete, EnginePath.Of("networks", network), body: null, ct);

    public async Task ConnectAsync(string network, string container, EndpointSettings endpoint, CancellationToken ct)
    {
        var call = new EngineCall($"connect container '{container}' to network", network);
        FieldVersions.Demand(call, await http.VersionAsync(ct), FieldVersions.Of(endpoint));
        await http.SendAsync(
            call, HttpMethod.Post, EnginePath.Of("networks", network, "connect"),
            EngineBody.From(new ConnectNetwork(container, endpoint), DockerJson.Default.ConnectNetwork), ct);
    }

    public Task DisconnectAsync(string network, string container, bool force, CancellationToken ct) => http.SendAsync(
        new EngineCall($"disconnect container '{container}' from network", network), HttpMethod.Post,
        EnginePath.Of("networks", network, "disconnect"),
        EngineBody.From(new DisconnectNetwork(container, force), DockerJson.Default.DisconnectNetwork), ct);
}
