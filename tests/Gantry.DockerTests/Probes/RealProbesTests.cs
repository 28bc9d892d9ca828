using Gantry.DockerTests.Testing;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Worker.Docker.Mapping;

namespace Gantry.DockerTests.Probes;

public sealed class RealProbesTests(LocalEngine local) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly RealWorker _worker = new(local.Engine);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_web_server_is_healthy_by_http_tcp_and_command_and_unhealthy_when_it_fails()
    {
        const string Script = "mkdir /www; echo hello > /www/index.html; httpd -p 8080 -h /www; sleep 1000";
        var task = _worker.NewTask(RealWorker.Shell(Script) with
        {
            Probes =
            [
                new Probe(ProbeKind.Http, 8080, "/index.html") { Interval = Interval },
                new Probe(ProbeKind.Tcp, 8080) { Interval = Interval },
                new Probe(ProbeKind.Command, Command: ["test", "-f", "/www/index.html"]) { Interval = Interval },
            ],
        });
        await _worker.RunAsync(task, Ct);
        await HasAsync(TaskHealth.Healthy);

        var remove = await local.Engine.Execs.CreateAsync(task.ContainerName, new(["rm", "/www/index.html"]), Ct);
        await using var session = await local.Engine.Execs.StartAsync(remove, tty: false, Ct);
        await HasAsync(TaskHealth.Unhealthy);

        Assert.Contains("404", _worker.Said(task)?.HealthOutput);

        Task HasAsync(TaskHealth health) => Eventually.HoldsAsync(
            () => Task.FromResult(_worker.Said(task)?.Health == health), $"the task is {health}; it says {_worker.Said(task)}", Ct);
    }

    [Fact]
    public async Task A_command_that_hangs_is_killed_and_leaves_no_process_behind()
    {
        var task = await _worker.RunAsync("sleep 1000", Ct);
        var container = ContainerView.From(await local.Engine.Containers.InspectAsync(task.ContainerName, Ct));
        var hangs = new Probe(ProbeKind.Command, Command: ["sleep", "987"]) { Timeout = TimeSpan.FromMilliseconds(500) };

        var answer = await _worker.Node.Probes.AskAsync(hangs, container, address: null, Ct);

        Assert.Equal((false, "No answer within 0.5 s."), (answer.HasPassed, answer.Output));
        await Eventually.HoldsAsync(async () => !(await ProcessesAsync(container.Id)).Contains("sleep 987", StringComparison.Ordinal), "it is gone", Ct);
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private async Task<string> ProcessesAsync(string container)
    {
        var exec = await local.Engine.Execs.CreateAsync(container, new(["ps"]), Ct);
        await using var session = await local.Engine.Execs.StartAsync(exec, tty: false, Ct);
        var text = new System.Text.StringBuilder();
        await foreach (var frame in session.OutputAsync(Ct))
            text.Append(System.Text.Encoding.UTF8.GetString(frame.Bytes.Span));
        return text.ToString();
    }
}
