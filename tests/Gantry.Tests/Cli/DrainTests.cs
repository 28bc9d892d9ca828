using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

/// <summary><c>gantry node drain</c>, which waits.</summary>
public sealed class DrainTests
{
    private const string Update = "POST /v1/nodes/n1/update";
    private const string Leaving = "GET /v1/nodes/nnnnnnnnnnnnnnnn/leaving";

    private static readonly LeavingTask Web = new(TaskId.Parse("aaaaaaaaaaaaaaaa"), "shop_web.1", "running", IsGone: false, HasNoPlace: false, "it is being stopped");
    private static readonly LeavingTask Data = new(TaskId.Parse("bbbbbbbbbbbbbbbb"), "shop_db.1", "pending", IsGone: true, HasNoPlace: true, "it has left, and has no place yet: n2: full.");

    [Fact]
    public async Task It_says_what_each_task_waits_for_until_the_node_is_empty()
    {
        await using var server = Server([Data], List(1, Web), Change(2, Web.Id, Web with { Why = "still" }), Change(3, Web.Id, null), Change(4, Data.Id, Data));

        var result = await new CliRun(server).RunAsync("node", "drain", "n1");

        Assert.Equal((0, "shop_web.1: it is being stopped\nshop_web.1: still\nn1 is empty.\n"), (result.ExitCode, result.Out));
        Assert.Equal("warning: shop_db.1: it has left, and has no place yet: n2: full.\n", result.Error);
        Assert.Contains("\"availability\":\"drain\"", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quietly_it_prints_the_id_alone()
    {
        await using var server = Server([], List(1, Web), Change(2, Web.Id, null));

        var result = await new CliRun(server).RunAsync("node", "drain", "n1", "-q");

        Assert.Equal((0, "nnnnnnnnnnnnnnnn\n", ""), (result.ExitCode, result.Out, result.Error));
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 6)]
    public async Task At_its_deadline_it_says_what_is_left_and_why(bool hasNoPlace, int code)
    {
        await using var server = new ScriptedServer();
        server.Json(Update, Canned.Node("n1"), ApiJson.Default.NodeItem)
            .On(Leaving, (_, _, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct))
            .Json(Leaving, Canned.List(Web with { HasNoPlace = hasNoPlace, Why = "its successor has no place" }), ApiJson.Default.ListedLeavingTask);
        var run = new CliRun(server);

        var running = run.RunAsync("node", "drain", "n1", "--timeout", "90s");
        await UntilAsync(() => server.Requests.Any(r => r.Call == Leaving));
        run.Time.Advance(TimeSpan.FromSeconds(91));
        var result = await running;

        Assert.Equal(code, result.ExitCode);
        Assert.Equal(
            """
            error: After 90s n1 is not empty. The drain goes on.
              shop_web.1: its successor has no place
            hint: Follow it with: gantry node drain n1; end it with: gantry node uncordon n1

            """,
            result.Error);
    }

    [Theory]
    [InlineData("node drain n1 --detach", "n1 is drain.\n")]
    [InlineData("node drain n1 --dry-run", "n1 would be drain.\n")]
    public async Task Without_waiting_the_node_is_not_watched(string line, string expected)
    {
        await using var server = new ScriptedServer();
        var drained = Canned.Node("n1") with { Availability = Gantry.Model.Nodes.NodeAvailability.Drain };
        server.Json(Update, drained, ApiJson.Default.NodeItem).Json($"{Update}?dryRun=true", drained, ApiJson.Default.NodeItem);

        var result = await new CliRun(server).RunAsync(line.Split(' '));

        Assert.Equal((0, expected), (result.ExitCode, result.Out));
        Assert.Single(server.Requests);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static ScriptedServer Server(LeavingTask[] left, params string[] events) => new ScriptedServer()
        .Json(Update, Canned.Node("n1"), ApiJson.Default.NodeItem)
        .Events(Leaving, events)
        .Json(Leaving, Canned.List(left), ApiJson.Default.ListedLeavingTask);

    private static string List(int number, params LeavingTask[] tasks) =>
        $"event: list\nid: 1.{number}\ndata: {JsonSerializer.Serialize(new Listed<LeavingTask>(tasks, $"1.{number}"), ApiJson.Default.ListedLeavingTask)}\n\n";

    private static string Change(int number, TaskId id, LeavingTask? task)
    {
        var change = new ChangeItem<LeavingTask>(task is null ? "removed" : "put", id.ToString(), $"1.{number}", task);
        return $"event: change\nid: 1.{number}\ndata: {JsonSerializer.Serialize(change, ApiJson.Default.ChangeItemLeavingTask)}\n\n";
    }
}
