using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Services;

namespace Gantry.Tests.Cli;

public sealed class LogsTests
{
    [Fact]
    public async Task Lines_of_a_stack_are_merged_by_time_and_go_where_they_were_written()
    {
        await using var server = new ScriptedServer();
        server.Json(
                "GET /v1/stacks/shop/services",
                Canned.List(Canned.Service(), Canned.Service("db") with { Id = ServiceId.Parse("tttttttttttttttt") }),
                ApiJson.Default.ListedServiceItem)
            .Raw("GET /v1/services/ssssssssssssssss/logs", Lines(Line("shop_web.1", 1, "one"), Line("shop_web.1", 4, "four \u001b[31mred\u001b[0m")))
            .Raw("GET /v1/services/tttttttttttttttt/logs", Lines(Line("shop_db.1", 2, "two"), Line("shop_db.1", 3, "three", "stderr")));

        var result = await new CliRun(server).RunAsync("logs", "shop");

        Assert.Equal("shop_web.1 | one\nshop_db.1  | two\nshop_web.1 | four red\n", result.Out);
        Assert.Equal("shop_db.1  | three\n", result.Error);
    }

    [Fact]
    public async Task One_task_needs_no_prefix_and_the_range_is_asked_for_in_absolute_times()
    {
        await using var server = new ScriptedServer();
        server.Raw(
            "GET /v1/tasks/shop_web.1/logs?follow=true&since=2029-12-31T23%3A50%3A00.0000000Z&tail=5",
            Lines(Line("shop_web.1", 1, "one")));

        var result = await new CliRun(server).RunAsync("logs", "shop_web.1", "-f", "--since", "10m", "--tail", "5", "-t");

        Assert.Equal("2030-01-01T00:00:01.000000Z one\n", result.Out);
    }

    [Fact]
    public async Task A_colour_for_each_task_on_a_terminal()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/services/web", Canned.Service(), ApiJson.Default.ServiceItem)
            .Raw("GET /v1/services/ssssssssssssssss/logs", Lines(Line("shop_web.1", 1, "a"), Line("shop_web.2", 2, "b")));

        var result = await new CliRun(server) { IsTerminal = true }.RunAsync("logs", "web");

        Assert.Equal("\e[36mshop_web.1\e[0m | a\n\e[33mshop_web.2\e[0m | b\n", result.Out);
    }

    [Fact]
    public async Task Logs_that_were_collected_say_since_when()
    {
        await using var server = new ScriptedServer();
        server.Problem("GET /v1/tasks/shop_web.1/logs", 410, "logs_gone", "The container of shop_web.1 was removed at 10:32.");

        var result = await new CliRun(server).RunAsync("logs", "shop_web.1");

        Assert.Equal((9, "error: The container of shop_web.1 was removed at 10:32.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Output_that_is_missing_is_named_and_the_rest_is_shown()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/services/web", Canned.Service(), ApiJson.Default.ServiceItem)
            .Raw("GET /v1/services/ssssssssssssssss/logs", Lines(Line("shop_web.1", 1, "one"), Line("shop_web.2", 2, "node-2 is away.", "gantry")));

        var result = await new CliRun(server).RunAsync("logs", "web");

        Assert.Equal((12, "shop_web.1 | one\n", "error: Output of shop_web.2 is missing: node-2 is away.\n"), (result.ExitCode, result.Out, result.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --follow")]
    public async Task A_service_that_cannot_be_read_hides_no_other(string follow)
    {
        await using var server = new ScriptedServer();
        var query = follow.Length > 0 ? "?follow=true" : "";
        server.Json(
                "GET /v1/stacks/shop/services",
                Canned.List(Canned.Service(), Canned.Service("db") with { Id = ServiceId.Parse("tttttttttttttttt") }),
                ApiJson.Default.ListedServiceItem)
            .Raw($"GET /v1/services/ssssssssssssssss/logs{query}", Lines(Line("shop_web.1", 1, "one")))
            .Problem($"GET /v1/services/tttttttttttttttt/logs{query}", 503, "worker_unreachable", "node-2 is away.");

        var result = await new CliRun(server).RunAsync($"logs shop{follow}".Split(' '));

        Assert.Equal((12, "shop_web.1 | one\n", "error: Output of shop_db is missing: node-2 is away.\n"), (result.ExitCode, result.Out, result.Error));
    }

    [Fact]
    public async Task Output_of_which_nothing_is_there_is_an_error()
    {
        await using var server = new ScriptedServer();
        server.Raw("GET /v1/tasks/shop_web.1/logs", Lines(Line("shop_web.1", 2, "node-2 is away.", "gantry")));

        Assert.Equal(1, (await new CliRun(server).RunAsync("logs", "shop_web.1")).ExitCode);
    }

    [Fact]
    public async Task Lines_can_be_shown_bare_and_raw()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/services/web", Canned.Service(), ApiJson.Default.ServiceItem)
            .Raw("GET /v1/services/ssssssssssssssss/logs", Lines(Line("shop_web.1", 1, "\u001b[31mred")));
        var run = new CliRun(server);

        Assert.Equal("red\n", (await run.RunAsync("logs", "web", "--no-prefix")).Out);
        Assert.Equal("shop_web.1 | \u001b[31mred\n", (await run.RunAsync("logs", "web", "--raw")).Out);
    }

    private static LogLine Line(string task, int second, string text, string stream = "stdout") =>
        new(task, stream, Canned.Now.AddSeconds(second), text);

    private static string Lines(params LogLine[] lines) => "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n" +
        string.Concat(lines.Select(l => JsonSerializer.Serialize(l, ApiJson.Default.LogLine) + "\n"));
}
