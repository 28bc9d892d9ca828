using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

/// <summary><c>--watch</c> on lists and on single things.</summary>
public sealed class WatchTests
{
    private static readonly TaskItem First = Canned.Task('a', 1, "running", TaskState.Running, TimeSpan.FromSeconds(8));
    private static readonly TaskItem Second = Canned.Task('b', 2, "pending", TaskState.Pending, TimeSpan.FromSeconds(3));

    [Fact]
    public async Task Tasks_get_a_row_for_each_change_and_a_line_for_each_that_is_gone()
    {
        await using var server = TasksOf("GET /v1/tasks?stack=shop");

        var result = await new CliRun(server).RunAsync("ps", "shop", "--watch");

        Assert.Equal(
            """
            ID         NAME         IMAGE          NODE     DESIRED STATE   CURRENT STATE           ERROR   PORTS
            aaaaaaaa   shop_web.1   busybox:1.36   node-1   Running         Running 8 seconds ago
            bbbbbbbb   shop_web.2   busybox:1.36   node-1   Running         Pending 3 seconds ago
            shop_web.1 is gone.

            """,
            string.Join('\n', result.Out.Split('\n').Select(l => l.TrimEnd())));
    }

    [Theory]
    [InlineData("ps shop --watch -o json --filter state=pending", "put bbbbbbbbbbbbbbbb")]
    [InlineData("ps shop --watch -o json --filter state=running", "put aaaaaaaaaaaaaaaa", "removed aaaaaaaaaaaaaaaa")]
    [InlineData("task inspect shop_web.1 --watch", "put aaaaaaaaaaaaaaaa", "removed aaaaaaaaaaaaaaaa")]
    public async Task In_json_only_those_that_are_wanted_are_told_of_to_their_end(string line, params string[] expected)
    {
        await using var server = TasksOf("GET /v1/tasks?stack=shop", "GET /v1/tasks?all=true");
        server.Json("GET /v1/tasks/shop_web.1", First, ApiJson.Default.TaskItem);

        var result = await new CliRun(server).RunAsync(line.Split(' '));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var changes = result.Out.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement);
        Assert.Equal(expected, changes.Select(c => $"{c.GetProperty("type").GetString()} {c.GetProperty("id").GetString()}"));
    }

    [Fact]
    public async Task Nodes_are_watched_from_their_list_on()
    {
        await using var server = new ScriptedServer();
        var drained = Canned.Node("node-1") with { Availability = Gantry.Model.Nodes.NodeAvailability.Drain };
        Watched(server, "GET /v1/nodes", [Canned.Node("node-1")], [(drained.Id.ToString(), drained)], ApiJson.Default.ListedNodeItem, ApiJson.Default.ChangeItemNodeItem);
        server.Json("GET /v1/nodes/node-1", Canned.Node("node-1"), ApiJson.Default.NodeItem);

        Assert.Equal("Active\nDrain\n", (await new CliRun(server).RunAsync("node", "ls", "-w", "--format", "{{.Availability}}")).Out);
        Assert.Equal("Active\nDrain\n", (await new CliRun(server).RunAsync("node", "inspect", "node-1", "-w", "--format", "{{.Availability}}")).Out);
    }

    [Fact]
    public async Task Deployments_are_watched_on_a_terminal_by_drawing_the_list_anew()
    {
        await using var server = new ScriptedServer();
        var through = Canned.Progress(DeploymentState.Succeeded, 3);
        Watched(
            server, "GET /v1/deployments?stack=shop", [Canned.Progress(DeploymentState.Running, 1)], [(through.Id.ToString(), through)],
            ApiJson.Default.ListedDeployment, ApiJson.Default.ChangeItemDeployment);

        var result = await new CliRun(server) { IsTerminal = true, ["NO_COLOR"] = "1" }.RunAsync("deployment", "ls", "shop", "--watch");

        var drawn = result.Out.Split("\e[H\e[2J\e[3J");
        Assert.Equal(3, drawn.Length);
        Assert.Contains("1/3     running", drawn[1]);
        Assert.Contains("3/3     succeeded", drawn[2]);
        Assert.DoesNotContain("running", drawn[2]);
    }

    [Fact]
    public async Task One_of_several_that_is_not_there_is_named_and_the_others_are_watched()
    {
        await using var server = new ScriptedServer();
        var other = Canned.Service("db") with { Id = Gantry.Model.Services.ServiceId.Parse("tttttttttttttttt") };
        Watched(server, "GET /v1/services", [Canned.Service(), other], [("tttttttttttttttt", other)], ApiJson.Default.ListedServiceItem, ApiJson.Default.ChangeItemServiceItem);
        server.Json("GET /v1/services/web", Canned.Service(), ApiJson.Default.ServiceItem)
            .Problem("GET /v1/services/nosuch", 404, "not_found", "There is no service 'nosuch'.");

        var result = await new CliRun(server).RunAsync("service", "inspect", "web", "nosuch", "--watch", "-o", "name");

        Assert.Equal((12, "shop_web\n", "error: There is no service 'nosuch'.\n"), (result.ExitCode, result.Out, result.Error));
    }

    private static ScriptedServer TasksOf(params string[] calls)
    {
        var server = new ScriptedServer();
        foreach (var call in calls)
        {
            Watched(
                server, call, [First], [(Second.Id.ToString(), Second), (First.Id.ToString(), null)],
                ApiJson.Default.ListedTaskItem, ApiJson.Default.ChangeItemTaskItem);
        }

        return server;
    }

    private static void Watched<T>(
        ScriptedServer server, string call, T[] first, (string Id, T? Item)[] changes, JsonTypeInfo<Listed<T>> list, JsonTypeInfo<ChangeItem<T>> change)
        where T : class
    {
        var number = 7;
        server.Events(
            call,
            [
                $"event: list\ndata: {JsonSerializer.Serialize(Canned.List(first), list)}\n\n",
                .. changes.Select(c => $"event: change\nid: 1.{++number}\ndata: {JsonSerializer.Serialize(new ChangeItem<T>(c.Item is null ? "removed" : "put", c.Id, $"1.{number}", c.Item), change)}\n\n"),
            ]);
    }
}
