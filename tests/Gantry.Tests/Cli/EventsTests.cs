using Gantry.Model.Api;
using Gantry.Model.Events;

namespace Gantry.Tests.Cli;

public sealed class EventsTests
{
    [Fact]
    public async Task Types_are_filtered_by_the_server_before_it_counts()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/events?type=stack.deployed%2Cnode.&limit=1", List(Event("stack.deployed", "shop")), ApiJson.Default.ListedEventItem);

        var result = await new CliRun(server).RunAsync(
            "events", "-n", "1", "--filter", "type=stack.deployed", "--filter", "type=node.", "--format", "{{.Type}}");

        Assert.Equal("stack.deployed\n", result.Out);
    }

    [Fact]
    public async Task Other_filters_come_before_the_count_too()
    {
        await using var server = new ScriptedServer();
        var all = List(Event("stack.deployed", "blog"), Event("stack.removed", "shop"), Event("stack.deployed", "shop"), Event("task.failed", "blog"));
        server.Json("GET /v1/events?limit=10000", all, ApiJson.Default.ListedEventItem);

        var result = await new CliRun(server).RunAsync("events", "-n", "1", "--filter", "stack=shop", "--format", "{{.Type}}");

        Assert.Equal("stack.deployed\n", result.Out);
    }

    private static EventItem Event(string type, string stack) => new("1.7", new ClusterEvent(Canned.Now, type, "It happened.") { Stack = stack });

    private static Listed<EventItem> List(params EventItem[] events) => new([.. events], "1.7");
}
