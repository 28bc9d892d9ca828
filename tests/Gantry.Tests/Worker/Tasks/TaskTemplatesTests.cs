using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Worker.Tasks;

/// <summary>A container is made from what its task's templates mean on this node.</summary>
public sealed class TaskTemplatesTests : IAsyncDisposable
{
    private readonly WorkerNode _worker = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public async Task A_container_has_the_names_of_its_own_task(int slot)
    {
        var task = _worker.NewTask(spec: new ContainerSpec("sim:runs")
        {
            Hostname = "web-{{.Task.Slot}}",
            Environment = new Dictionary<string, string>
            {
                ["WHO"] = "{{.Service.Name}} {{.Service.ID}} {{.Task.ID}} {{.Task.Name}}",
                ["WHERE"] = "{{.Node.Hostname}} {{.Node.ID}} {{.Node.Platform.OS}}/{{.Node.Platform.Architecture}}",
                ["OTHER"] = "{{ .Name }}",
            },
            Mounts = [new Mount(MountType.Bind, "/data/{{.Task.Slot}}", "/data")],
        }) with
        { Slot = slot };

        _worker.Run(task);
        await _worker.ReachesAsync(task, TaskState.Running);

        var node = _worker.Node.Self.Id;
        var made = await _worker.Engine.Containers.InspectAsync(task.ContainerName, Ct);
        var slotName = slot > 0 ? $"{slot}" : $"{node}";
        Assert.Equal($"web-{slotName}", made.Config.Hostname);
        Assert.Equal(
            [$"OTHER={{{{ .Name }}}}", $"WHERE=n1 {node} linux/x86_64", $"WHO=shop_web {task.ServiceId} {task.Id} {task.ContainerName}"],
            made.Config.Env);
        Assert.Equal($"/data/{slotName}", Assert.Single(made.HostConfig?.Mounts ?? []).Source);
    }

    [Fact]
    public async Task A_template_that_nobody_can_fill_in_fails_the_task_by_name()
    {
        var task = _worker.NewTask(spec: new ContainerSpec("sim:runs") { Environment = new Dictionary<string, string> { ["A"] = "{{.Task.Nobody}}" } });

        _worker.Run(task);

        var failed = await _worker.ReachesAsync(task, TaskState.Failed);
        Assert.Contains("the template '{{.Task.Nobody}}' cannot be filled in", failed.Message, StringComparison.Ordinal);
        Assert.Empty(await _worker.ContainersAsync());
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}
