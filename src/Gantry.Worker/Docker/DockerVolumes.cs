using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

internal sealed class DockerVolumes(EngineHttp http) : IEngineVolumes
{
    public Task<VolumeDetails> CreateAsync(CreateVolume body, CancellationToken ct) => http.AskAsync(
        new EngineCall("create volume", body.Name), HttpMethod.Post, EnginePath.Of("volumes", "create"),
        EngineBody.From(body, DockerJson.Default.CreateVolume), DockerJson.Default.VolumeDetails, ct);

    public Task<VolumeDetails> InspectAsync(string volume, CancellationToken ct) => http.AskAsync(
        new EngineCall("inspect volume", volume), HttpMethod.Get, EnginePath.Of("volumes", volume), body: null,
        DockerJson.Default.VolumeDetails, ct);

    public async Task<IReadOnlyList<VolumeDetails>> ListAsync(EngineFilter filter, CancellationToken ct)
    {
        var list = await http.AskAsync(
            new EngineCall("list volumes"), HttpMethod.Get,
            EnginePath.Of("volumes").With("filters", filter.ToQuery()), body: null, DockerJson.Default.VolumeList, ct);
        return list.Volumes ?? [];
    }

    public Task RemoveAsync(string volume, bool force, CancellationToken ct) => http.SendAsync(
        new EngineCall("remove volume", volume), HttpMethod.Delete,
        EnginePath.Of("volumes", volume).With("force", force), body: null, ct);
}
