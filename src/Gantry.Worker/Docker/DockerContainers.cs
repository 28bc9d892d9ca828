using System.Globalization;
using System.Runtime.CompilerServices;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

internal sealed class DockerContainers(EngineHttp http) : IEngineContainers
{
    public async Task<ContainerCreated> CreateAsync(
        string name, CreateContainer body, string? platform, CancellationToken ct)
    {
        var call = new EngineCall("create container", name);
        var version = await http.VersionAsync(ct);
        var fitting = FieldVersions.Fitting(body, version);
        FieldVersions.Demand(call, version, FieldVersions.Of(fitting));
        var path = EnginePath.Of("containers", "create").With("name", name).With("platform", platform);
        return await http.AskAsync(
            call, HttpMethod.Post, path, EngineBody.From(fitting, DockerJson.Default.CreateContainer),
            DockerJson.Default.ContainerCreated, ct);
    }

    public Task StartAsync(string container, CancellationToken ct) => http.SendAsync(
        new EngineCall("start container", container), HttpMethod.Post,
        EnginePath.Of("containers", container, "start"), body: null, ct);

    public async Task StopAsync(string container, TimeSpan grace, CancellationToken ct)
    {
        var seconds = Math.Max(0, Math.Ceiling(grace.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await using var answer = await http.OpenAsync(
            new EngineCall("stop container", container), HttpMethod.Post,
            EnginePath.Of("containers", container, "stop").With("t", seconds), body: null,
            grace + http.Deadlines.Call, silence: http.Deadlines.Call, ct);
    }

    public Task KillAsync(string container, string signal, CancellationToken ct) => http.SendAsync(
        new EngineCall("kill container", container), HttpMethod.Post,
        EnginePath.Of("containers", container, "kill").With("signal", signal), body: null, ct);

    public Task<ContainerDetails> InspectAsync(string container, CancellationToken ct) => http.AskAsync(
        new EngineCall("inspect container", container), HttpMethod.Get,
        EnginePath.Of("containers", container, "json"), body: null, DockerJson.Default.ContainerDetails, ct);

    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(EngineFilter filter, bool all, CancellationToken ct) =>
        await http.AskAsync(
            new EngineCall("list containers"), HttpMethod.Get,
            EnginePath.Of("containers", "json").With("all", all).With("filters", filter.ToQuery()), body: null,
            DockerJson.Default.ContainerSummaries, ct);

    public Task RemoveAsync(string container, bool force, bool volumes, CancellationToken ct) => http.SendAsync(
        new EngineCall("remove container", container), HttpMethod.Delete,
        EnginePath.Of("containers", container).With("force", force).With("v", volumes), body: null, ct);

    public async Task<ContainerExit> WaitAsync(string container, CancellationToken ct)
    {
        var call = new EngineCall("wait for container", container);
        await using var stream = await http.OpenAsync(
            call, HttpMethod.Post, EnginePath.Of("containers", container, "wait").With("condition", "not-running"),
            body: null, http.Deadlines.Call, silence: null, ct);
        await foreach (var exit in http.ReadValuesAsync(stream, call, DockerJson.Default.ContainerExit, ct))
        {
            return exit.Error?.WaitText is { Length: > 0 } error
                ? throw EngineException.Refused(status: null, call, error)
                : exit;
        }

        throw stream.Broken("it let go before the container ended");
    }

    public async IAsyncEnumerable<OutputFrame> LogsAsync(
        string container, LogsQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        // Nothing in the answer says whether it has frames.
        var tty = (await InspectAsync(container, ct)).Config.Tty is true;
        var path = EnginePath.Of("containers", container, "logs")
            .With("follow", query.Follow)
            .With("stdout", query.StandardOutput)
            .With("stderr", query.StandardError)
            .With("timestamps", query.Timestamps)
            .With("since", query.Since?.ToString())
            .With("until", query.Until?.ToString())
            .With("tail", query.Tail?.ToString(CultureInfo.InvariantCulture));
        await using var stream = await http.OpenAsync(
            new EngineCall("read the logs of container", container), HttpMethod.Get, path, body: null,
            http.Deadlines.Call, silence: query.Follow ? null : http.Deadlines.Call, ct);
        await foreach (var frame in new FrameReader(stream, stream.Broken).ReadAsync(tty, ct))
            yield return frame;
    }

    /// <summary>The processes in a running container. The engine alone knows: nothing that the simulated one could tell.</summary>
    public Task<ContainerProcesses> TopAsync(string container, CancellationToken ct) => http.AskAsync(
        new EngineCall("list the processes of container", container), HttpMethod.Get,
        EnginePath.Of("containers", container, "top"), body: null, DockerJson.Default.ContainerProcesses, ct);
}
