using System.Globalization;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

internal sealed class DockerExecs(EngineHttp http) : IEngineExecs
{
    public async Task<string> CreateAsync(string container, CreateExec body, CancellationToken ct)
    {
        var created = await http.AskAsync(
            new EngineCall("create an exec in container", container), HttpMethod.Post,
            EnginePath.Of("containers", container, "exec"), EngineBody.From(body, DockerJson.Default.CreateExec),
            DockerJson.Default.CreatedObject, ct);
        return created.Id;
    }

    public async Task<ExecSession> StartAsync(string exec, bool tty, CancellationToken ct)
    {
        var hijack = await http.HijackAsync(
            new EngineCall("start exec", exec), EnginePath.Of("exec", exec, "start"),
            EngineBody.From(new StartExec(Detach: false, tty), DockerJson.Default.StartExec), ct);
        return new ExecSession(hijack.Stream, tty, hijack.CloseSending, hijack.Stream.Broken);
    }

    public Task StartDetachedAsync(string exec, bool tty, CancellationToken ct) => http.SendAsync(
        new EngineCall("start exec", exec), HttpMethod.Post, EnginePath.Of("exec", exec, "start"),
        EngineBody.From(new StartExec(Detach: true, tty), DockerJson.Default.StartExec), ct);

    public Task ResizeAsync(string exec, int columns, int rows, CancellationToken ct) => http.SendAsync(
        new EngineCall("resize the terminal of exec", exec), HttpMethod.Post,
        EnginePath.Of("exec", exec, "resize")
            .With("w", columns.ToString(CultureInfo.InvariantCulture))
            .With("h", rows.ToString(CultureInfo.InvariantCulture)),
        body: null, ct);

    public Task<ExecDetails> InspectAsync(string exec, CancellationToken ct) => http.AskAsync(
        new EngineCall("inspect exec", exec), HttpMethod.Get, EnginePath.Of("exec", exec, "json"), body: null,
        DockerJson.Default.ExecDetails, ct);
}
