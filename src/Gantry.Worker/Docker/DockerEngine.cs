using System.Runtime.CompilerServices;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>The Docker Engine on this machine, through its REST API. Dispose when nobody uses it any more.</summary>
internal sealed class DockerEngine : IEngine, IDisposable
{
    private readonly EngineHttp _http;

    public DockerEngine(EngineAddress address, TimeProvider time, EngineDeadlines? deadlines = null)
    {
        _http = new EngineHttp(address, time, deadlines ?? EngineDeadlines.Default);
        Containers = new DockerContainers(_http);
        Execs = new DockerExecs(_http);
        Images = new DockerImages(_http);
        Networks = new DockerNetworks(_http);
        Volumes = new DockerVolumes(_http);
    }

    public DockerContainers Containers { get; }

    public DockerExecs Execs { get; }

    public DockerImages Images { get; }

    public DockerNetworks Networks { get; }

    public DockerVolumes Volumes { get; }

    IEngineContainers IEngine.Containers => Containers;

    IEngineExecs IEngine.Execs => Execs;

    IEngineImages IEngine.Images => Images;

    IEngineNetworks IEngine.Networks => Networks;

    IEngineVolumes IEngine.Volumes => Volumes;

    public Task<ApiVersion> PingAsync(CancellationToken ct) => _http.PingAsync(ct);

    public Task<EngineVersion> VersionAsync(CancellationToken ct) => _http.AskAsync(
        new EngineCall("tell its version"), HttpMethod.Get, EnginePath.Of("version"), body: null,
        DockerJson.Default.EngineVersion, ct);

    public Task<EngineInfo> InfoAsync(CancellationToken ct) => _http.AskAsync(
        new EngineCall("tell about itself"), HttpMethod.Get, EnginePath.Of("info"), body: null,
        DockerJson.Default.EngineInfo, ct);

    public Task CheckLoginAsync(RegistryLogin login, CancellationToken ct) => _http.SendAsync(
        new EngineCall("log in at registry", login.Server), HttpMethod.Post, EnginePath.Of("auth"),
        EngineBody.From(login, DockerJson.Default.RegistryLogin), ct);

    public async IAsyncEnumerable<EngineEvent> EventsAsync(
        EngineFilter filter, EngineTime? since, [EnumeratorCancellation] CancellationToken ct)
    {
        var call = new EngineCall("send events");
        var path = EnginePath.Of("events").With("filters", filter.ToQuery()).With("since", since?.ToString());
        await using var stream = await _http.OpenAsync(
            call, HttpMethod.Get, path, body: null, _http.Deadlines.Call, silence: null, ct);
        await foreach (var happened in _http.ReadValuesAsync(stream, call, DockerJson.Default.EngineEvent, ct))
            yield return happened;

        // Only an engine that stops ends this stream.
        throw stream.Broken("the event stream ended");
    }

    public void Dispose() => _http.Dispose();
}
