using System.Net.WebSockets;
using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

/// <summary>Flags that fingers know from docker.</summary>
public sealed class DockerFlagTests
{
    private const string Exec = "GET /v1/tasks/shop_web.1/exec";

    [Theory]
    [InlineData("service ps web db", 0, "shop_db.1\nshop_web.1\n", "")]
    [InlineData("service ps web nosuch db", 12, "shop_db.1\nshop_web.1\n", "error: There is no service 'nosuch'.\n")]
    [InlineData("service ps nosuch nobody", 9, "", "error: There is no service 'nosuch'.\nerror: nobody: There is no service 'nosuch'.\n")]
    [InlineData("service ps web db --filter service=web", 0, "shop_web.1\n", "")]
    public async Task Tasks_of_several_services_are_one_list(string line, int code, string names, string error)
    {
        await using var server = WithServices();

        var result = await new CliRun(server).RunAsync([.. line.Split(' '), "-o", "name"]);

        Assert.Equal((code, names, error), (result.ExitCode, result.Out, result.Error));
    }

    [Fact]
    public async Task Json_of_several_services_has_theirs_alone()
    {
        await using var server = WithServices();

        var result = await new CliRun(server).RunAsync("service", "ps", "web", "db", "-o", "json");

        var items = JsonDocument.Parse(result.Out).RootElement.GetProperty("items").EnumerateArray();
        Assert.Equal(["shop_db.1", "shop_web.1"], items.Select(i => i.GetProperty("name").GetString()).Order());
    }

    [Theory]
    [InlineData("ps --no-resolve --format {{.Name}}:{{.Node}}", "ssssssssssssssss.1:nnnnnnnnnnnnnnnn\n")]
    [InlineData("ps --no-resolve --filter node=node-1 -o name", "ssssssssssssssss.1\n")]
    [InlineData("ps --no-resolve --filter node=nnnnnnnnnnnnnnnn -o name", "")]
    public async Task Without_resolving_services_and_nodes_are_shown_by_their_ids(string line, string expected)
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/tasks", Canned.List(Canned.Task('a', 1, "running", TaskState.Running, TimeSpan.Zero)), ApiJson.Default.ListedTaskItem)
            .Json("GET /v1/nodes", Canned.List(Canned.Node("node-1")), ApiJson.Default.ListedNodeItem);

        var result = await new CliRun(server).RunAsync(line.Split(' '));

        Assert.Equal((0, expected, ""), (result.ExitCode, result.Out, result.Error));
    }

    [Theory]
    [InlineData("node inspect self -o name", "GET /v1/nodes/nnnnnnnnnnnnnnnn")]
    [InlineData("node update self --availability drain", "POST /v1/nodes/nnnnnnnnnnnnnnnn/update")]
    [InlineData("ps --node self", "GET /v1/tasks?node=nnnnnnnnnnnnnnnn")]
    public async Task Self_is_the_node_that_answers(string line, string call)
    {
        await using var server = new ScriptedServer();
        var other = Canned.Node("w2") with { Id = Gantry.Model.Nodes.NodeId.Parse("mmmmmmmmmmmmmmmm"), IsCurrent = false };
        server.Json("GET /v1/nodes", Canned.List(other, Canned.Node("node-1")), ApiJson.Default.ListedNodeItem);

        await new CliRun(server).RunAsync(line.Split(' '));

        Assert.Equal(call, server.Requests[^1].Call);
    }

    [Theory]
    [InlineData("exec -d shop_web.1 sleep 9", true)]
    [InlineData("exec --detach shop_web.1 sleep 9", true)]
    [InlineData("exec shop_web.1 sleep -d", false)]
    public async Task A_command_can_be_left_alone(string line, bool isDetached)
    {
        await using var server = new ScriptedServer();
        var start = Started(server);

        var result = await new CliRun(server).RunAsync(line.Split(' '));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal((isDetached, "sleep"), ((await start).Detach, (await start).Command[0]));
    }

    [Fact]
    public async Task Variables_of_a_command_come_from_files_the_line_and_the_shell()
    {
        await using var server = new ScriptedServer();
        var start = Started(server);
        await File.WriteAllTextAsync(
            Path.Combine(server.Folder, "a.env"), "# first\nA=from file\n\n  B=\"quoted\"\nTOKEN\n", TestContext.Current.CancellationToken);
        var run = new CliRun(server) { ["TOKEN"] = "secret", ["C"] = "shell" };

        var result = await run.RunAsync("exec", "--env-file", "a.env", "-e", "A=line", "-e", "C", "shop_web.1", "env");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["A=line", "B=\"quoted\"", "TOKEN=secret", "C=shell"], (await start).Environment!);
    }

    [Theory]
    [InlineData("exec -d -i shop_web.1 cat", "error: With -d nobody passes standard input on.\nhint: Leave -i out, or -d.\n")]
    [InlineData("exec -e NONE shop_web.1 env", "error: --env NONE: this shell has no variable of that name.\nhint: Write NONE=VALUE.\n")]
    [InlineData("ps --no-resolve --watch", "error: With --watch names are shown, for --no-resolve looks nodes up once.\nhint: Leave one of them out; -o json has the services' ids.\n")]
    [InlineData("events -f type=task.failed", "error: 'type=task.failed' is not understood after 'gantry events'.\nhint: -f is --follow here: write --filter type=task.failed.\n")]
    public async Task What_cannot_be_meant_is_refused_with_what_to_write(string line, string error)
    {
        await using var server = new ScriptedServer();

        var result = await new CliRun(server).RunAsync(line.Split(' '));

        Assert.Equal((2, "", error), (result.ExitCode, result.Out, result.Error));
        Assert.Empty(server.Requests);
    }

    private static ScriptedServer WithServices()
    {
        var (web, db, other) = (Canned.Task('a', 1, "running", TaskState.Running, TimeSpan.Zero), Named('b', "db", 't'), Named('c', "cache", 'v'));
        return new ScriptedServer()
            .Json("GET /v1/tasks", Canned.List(web, db, other), ApiJson.Default.ListedTaskItem)
            .Json("GET /v1/services/web", Canned.Service(), ApiJson.Default.ServiceItem)
            .Json("GET /v1/services/db", Canned.Service("db") with { Id = db.ServiceId }, ApiJson.Default.ServiceItem)
            .Problem("GET /v1/services/nosuch", 404, "not_found", "There is no service 'nosuch'.")
            .Problem("GET /v1/services/nobody", 404, "not_found", "There is no service 'nosuch'.");

        static TaskItem Named(char letter, string service, char serviceLetter) =>
            Canned.Task(letter, 1, "running", TaskState.Running, TimeSpan.Zero) with
            {
                Name = $"shop_{service}.1",
                Service = service,
                ServiceId = ServiceId.Parse(new string(serviceLetter, 16)),
            };
    }

    private static Task<ExecRequest> Started(ScriptedServer server)
    {
        var started = new TaskCompletionSource<ExecRequest>();
        server.On(Exec, (request, stream, ct) => ExecPeer.ServeAsync(request, stream, async socket =>
        {
            var buffer = new byte[16 * 1024];
            var part = await socket.ReceiveAsync(buffer.AsMemory(), ct);
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            started.SetResult(JsonSerializer.Deserialize(buffer.AsSpan(0, part.Count), ApiJson.Default.ExecControl)!.Start!);
            await ExecPeer.SendAsync(socket, new ExecControl(ExitCode: 0), ct);
        }, ct));
        return started.Task;
    }
}
