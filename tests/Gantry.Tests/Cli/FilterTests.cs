using Gantry.Model.Api;
using Gantry.Model.Events;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

/// <summary>What <c>--filter key=value</c> lets through.</summary>
public sealed class FilterTests
{
    private static readonly EventItem OfTask = new("1.7", new ClusterEvent(Canned.Now, "task.failed", "shop_web.1: exit code 1")
    {
        Stack = "shop",
        Service = "web",
        TaskId = TaskId.Parse("gggggggggggggggg"),
        NodeId = Canned.Node("node-1").Id,
    });

    [Theory]
    [InlineData("ps", "stack=shop", true)]
    [InlineData("ps", "stack=sho", false)]
    [InlineData("ps", "service=web", true)]
    [InlineData("ps", "service=shop_web", true)]
    [InlineData("ps", "service=we", false)]
    [InlineData("ps", "service=ssssssss", true)]
    [InlineData("ps", "id=aaaaaaaa", true)]
    [InlineData("ps", "id=aaaaaaaab", false)]
    [InlineData("ps", "name=op_web", true)]
    [InlineData("ps", "name=db", false)]
    [InlineData("ps", "state=RUNNING", true)]
    [InlineData("ps", "state=run", false)]
    [InlineData("ps", "node=node-", false)]
    [InlineData("service ls", "image=busybox:1.36", true)]
    [InlineData("service ls", "image=busybox", true)]
    [InlineData("service ls", "image=busy", false)]
    [InlineData("node ls", "label=zone", true)]
    [InlineData("node ls", "label=zone=north", true)]
    [InlineData("node ls", "label=zone=nor", false)]
    public async Task Ids_match_by_their_first_letters_names_by_a_part_and_all_else_as_a_whole(string command, string filter, bool isShown)
    {
        await using var server = new ScriptedServer();
        var node = Canned.Node("node-1") with { Labels = new Dictionary<string, string> { ["zone"] = "north" } };
        server.Json("GET /v1/tasks", Canned.List(Canned.Task('a', 1, "running", TaskState.Running, TimeSpan.Zero)), ApiJson.Default.ListedTaskItem)
            .Json("GET /v1/services", Canned.List(Canned.Service()), ApiJson.Default.ListedServiceItem)
            .Json("GET /v1/nodes", Canned.List(node), ApiJson.Default.ListedNodeItem);

        foreach (var option in (string[])["--filter", "-f"])
        {
            var result = await new CliRun(server).RunAsync([.. command.Split(' '), "-q", option, filter]);

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Equal(isShown ? 1 : 0, result.Out.Count(c => c == '\n'));
        }
    }

    [Fact]
    public async Task A_key_that_could_never_match_is_refused_with_those_that_there_are()
    {
        await using var server = new ScriptedServer();

        var result = await new CliRun(server).RunAsync("stack", "ls", "--filter", "label=a");

        Assert.Equal((2, "error: --filter label: there is no such key here.\nhint: There are name, state.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("node=node-1", "task.failed\n")]
    [InlineData("node=nnnnnnnn", "task.failed\n")]
    [InlineData("node=node", "")]
    [InlineData("task=shop_web.1", "task.failed\n")]
    [InlineData("task=gggggggg", "task.failed\n")]
    [InlineData("task=shop_web", "")]
    public async Task Events_are_found_by_the_names_of_their_nodes_and_tasks(string filter, string expected)
    {
        await using var server = new ScriptedServer()
            .Json("GET /v1/nodes", Canned.List(Canned.Node("node-1")), ApiJson.Default.ListedNodeItem)
            .Json("GET /v1/tasks?all=true", Canned.List<TaskItem>(), ApiJson.Default.ListedTaskItem);
        server.Json("GET /v1/events?limit=10000", Canned.List(new EventItem("1.6", new ClusterEvent(Canned.Now, "stack.deployed", "It happened.")), OfTask), ApiJson.Default.ListedEventItem);

        var result = await new CliRun(server).RunAsync("events", "--filter", filter, "--format", "{{.Type}}");

        Assert.Equal((0, expected, ""), (result.ExitCode, result.Out, result.Error));
    }

    [Fact]
    public async Task Followed_events_are_found_by_name_too_also_of_a_node_that_joined_later()
    {
        await using var server = new ScriptedServer()
            .Json("GET /v1/nodes", Canned.List<NodeItem>(), ApiJson.Default.ListedNodeItem)
            .Json("GET /v1/nodes", Canned.List(Canned.Node("node-1")), ApiJson.Default.ListedNodeItem)
            .Json("GET /v1/tasks?all=true", Canned.List<TaskItem>(), ApiJson.Default.ListedTaskItem);
        server.Events(
            "GET /v1/events?limit=10000",
            "event: list\ndata: {\"items\":[],\"revision\":\"1.1\"}\n\n",
            $"event: change\nid: 1.8\ndata: {System.Text.Json.JsonSerializer.Serialize(new ChangeItem<EventItem>("put", "1.8", "1.8", OfTask), ApiJson.Default.ChangeItemEventItem)}\n\n");

        var result = await new CliRun(server).RunAsync("events", "--follow", "--filter", "node=node-1", "--format", "{{.Type}}");

        Assert.Equal((0, "task.failed\n", ""), (result.ExitCode, result.Out, result.Error));
    }
}
