using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

public sealed class DeployTests
{
    private const string Put = "PUT /v1/stacks/shop";
    private const string DryRun = "PUT /v1/stacks/shop?dryRun=true";
    private const string Watch = "GET /v1/deployments/dddddddddddddddd";

    [Fact]
    public async Task Waits_and_prints_a_line_with_its_time_for_each_change()
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));
        server.Events(
            Watch,
            Canned.ChangeEvent(Canned.Progress(DeploymentState.Running, 1, "waits for health"), 1),
            Canned.ChangeEvent(Canned.Progress(DeploymentState.Running, 1, "waits for health"), 2),
            Canned.ChangeEvent(Canned.Progress(DeploymentState.Succeeded, 3), 3));

        var result = await new CliRun(server).RunAsync("deploy", "shop");

        Assert.Equal(
            """
            2030-01-01T00:00:00Z shop_web 1/3 in progress: waits for health
            2030-01-01T00:00:00Z shop_web 3/3 done
            2030-01-01T00:00:00Z shop is in service after 4.2s

            """,
            result.Out);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData(DeploymentState.Succeeded, 0)]
    [InlineData(DeploymentState.Failed, 4)]
    public async Task What_engines_left_out_is_a_warning_at_the_end(DeploymentState end, int exitCode)
    {
        const string LeftOut = "Service 'web': the engine of n1 warns: Weight discarded.";
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));
        server.Events(
            Watch,
            Canned.ChangeEvent(Canned.Progress(DeploymentState.Running, 1) with { EngineWarnings = [LeftOut] }, 1),
            Canned.ChangeEvent(Canned.Progress(end, 3) with { EngineWarnings = [LeftOut] }, 2));

        var result = await new CliRun(server).RunAsync("deploy", "shop");

        Assert.StartsWith($"warning: {LeftOut}\n", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public async Task A_terminal_sees_one_block_that_is_drawn_anew()
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));
        server.Events(
            Watch,
            Canned.ChangeEvent(Canned.Progress(DeploymentState.Running, 1, "waits for health"), 1),
            Canned.ChangeEvent(Canned.Progress(DeploymentState.Succeeded, 3), 2));

        var result = await new CliRun(server) { IsTerminal = true, ["NO_COLOR"] = "1" }.RunAsync("deploy", "shop");

        Assert.Equal(
            "\r\e[2Kweb  1/3 [======>             ] in progress\n\r\e[2K  waits for health\n\r\e[2K0.0s\n\e[J" +
            "\e[3A\r\e[2Kweb  3/3 [====================] done\n\r\e[2Kshop is in service after 4.2s\n\e[J",
            result.Out);
    }

    [Fact]
    public async Task Goes_on_after_the_last_event_when_the_connection_breaks()
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));
        var run = new CliRun(server) { Clock = new EagerTime(TimeSpan.FromSeconds(2)) };
        var first = Canned.ChangeEvent(Canned.Progress(DeploymentState.Running, 1), 1);
        server.Raw(Watch, $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\n\r\n{first}")
            .Events(Watch, Canned.ChangeEvent(Canned.Progress(DeploymentState.Succeeded, 3), 2));

        var result = await run.RunAsync("deploy", "shop");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("1.1", Assert.Single(server.Requests.Skip(3)).Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task A_failed_deployment_ends_with_4_and_its_reason()
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));
        server.Events(Watch, Canned.ChangeEvent(Canned.Progress(DeploymentState.Failed, 0, "exit code 1", "web.1 ended."), 1));

        var result = await new CliRun(server).RunAsync("deploy", "shop", "--progress", "none");

        Assert.Equal(
            """
            error: The deployment of shop failed: web.1 ended.
              shop_web: exit code 1
            hint: gantry explain shop_web shows why; gantry logs shop_web shows its output.

            """,
            result.Error);
        Assert.Equal(4, result.ExitCode);
    }

    [Fact]
    public async Task A_superseded_deployment_is_a_conflict()
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));
        server.Events(Watch, Canned.ChangeEvent(Canned.Progress(DeploymentState.Superseded, 0), 1));

        Assert.Equal(8, (await new CliRun(server).RunAsync("deploy", "shop")).ExitCode);
    }

    [Theory]
    [InlineData("running", TaskState.Running, 5)]
    [InlineData("pending", TaskState.Pending, 5, TaskReason.NoNodeYet)]
    [InlineData("pending", TaskState.Pending, 6)]
    public async Task Waiting_too_long_ends_with_5_or_with_6_when_a_task_fits_nowhere(
        string word, TaskState state, int code, string message = "no node fits")
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));
        var task = Canned.Task('a', 1, word, state, TimeSpan.Zero, message) with { Node = null };
        server.On(Watch, OneEventAndSilence)
            .Json("GET /v1/tasks?stack=shop", Canned.List(task), ApiJson.Default.ListedTaskItem);
        var run = new CliRun(server);

        var running = run.RunAsync("deploy", "shop", "--timeout", "30s", "--progress", "none");
        await UntilAsync(() => server.Requests.Any(r => r.Call == Watch));
        run.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(code, (await running).ExitCode);
        Assert.Contains("The deployment goes on.\n", (await running).Error);
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_deployment_going_and_says_how_to_follow_it()
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));
        server.On(Watch, OneEventAndSilence);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var running = new CliRun(server).RunAsync(interrupt.Token, "deploy", "shop");
        await UntilAsync(() => server.Requests.Any(r => r.Call == Watch));
        await interrupt.CancelAsync();
        var result = await running;

        Assert.Equal((130, "The deployment goes on. Follow it with: gantry deployment watch dddddddd\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Without_a_terminal_a_deploy_that_removes_needs_yes_and_changes_nothing()
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Remove, "old"));

        var result = await new CliRun(server).RunAsync("deploy", "shop");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Equal("error: This deploy removes old, and there is no terminal to ask on.\nhint: Repeat it with --yes, or keep them with --prune=false.\n", result.Error);
        Assert.DoesNotContain(server.Requests, r => r.Call == Put);
    }

    [Theory]
    [InlineData("y\n", 0, true)]
    [InlineData("n\n", 1, false)]
    [InlineData("", 1, false)]
    public async Task On_a_terminal_a_deploy_that_replaces_asks(string typed, int code, bool isSent)
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Replace));
        server.Events(Watch, Canned.ChangeEvent(Canned.Progress(DeploymentState.Succeeded, 3), 1));

        var result = await new CliRun(server) { IsTerminal = true, Input = typed }.RunAsync("deploy", "shop");

        Assert.Equal((code, isSent), (result.ExitCode, server.Requests.Any(r => r.Call == Put)));
    }

    [Fact]
    public async Task What_was_looked_at_is_what_is_deployed()
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));

        await new CliRun(server).RunAsync("deploy", "shop", "--detach");

        var put = Assert.Single(server.Requests, r => r.Call == Put);
        Assert.Equal("*", put.Headers["If-None-Match"]);
        Assert.Equal(32, put.Headers["Idempotency-Key"].Length);
        Assert.True(JsonDocument.Parse(put.Body).RootElement.GetProperty("prune").GetBoolean());
    }

    [Fact]
    public async Task Prune_can_be_switched_off()
    {
        await using var server = await ServerAsync();

        await new CliRun(server).RunAsync("deploy", "--prune=false", "shop", "--yes");

        Assert.False(JsonDocument.Parse(server.Requests[0].Body).RootElement.GetProperty("prune").GetBoolean());
    }

    [Theory]
    [InlineData("--detach -q", "dddddddddddddddd\n")]
    [InlineData("--detach", "Deployment dddddddd of shop has begun. Follow it with: gantry deployment watch dddddddd\n")]
    public async Task Detached_it_prints_how_to_follow(string options, string expected)
    {
        await using var server = await ServerAsync(Canned.Change(ChangeKind.Create));

        Assert.Equal(expected, (await new CliRun(server).RunAsync(["deploy", "shop", .. options.Split(' ')])).Out);
    }

    [Fact]
    public async Task A_plan_shows_symbols_reasons_nodes_and_a_summary()
    {
        await using var server = new ScriptedServer();
        await server.WriteComposeAsync();
        var plan = new ChangePlan(
            "shop",
            4,
            [
                new("api", ChangeKind.Create, [], [new(1, ChangeKind.Create, "node-1", null), new(2, ChangeKind.Create, null, null, "node-1 has 0.2 of 1 CPU free")]),
                new("cache", ChangeKind.None, [], []),
                new("db", ChangeKind.Update, ["ports: 5432 → 5433"], []),
                new("old", ChangeKind.Remove, [], [new(1, ChangeKind.Remove, null, "node-1")]),
                new("web", ChangeKind.Replace, ["image: nginx:1 → nginx:2"], [new(1, ChangeKind.Replace, "node-2", "node-1")]),
            ],
            [new("shop_default", ChangeKind.Create)],
            [new("shop_data", ChangeKind.None, "used as it is: it was there before"), new("shop_other", ChangeKind.None)]);
        server.Json(DryRun, new ChangeAnswer(null, "1.7", plan, ["web has one replica and a volume: it is down while it is replaced"]), ApiJson.Default.ChangeAnswer);

        var result = await new CliRun(server).RunAsync("plan", "shop", "--detailed-exitcode");

        Assert.Equal(
            """
            Stack shop (revision 4)
              + service api
                    + api.1 on node-1
                    + api.2 fits on no node: node-1 has 0.2 of 1 CPU free
              ~ service db
                    ports: 5432 → 5433
              - service old
                    - old.1 on node-1
            -/+ service web
                    image: nginx:1 → nginx:2
                  -/+ web.1 from node-1 to node-2
              + network shop_default
                volume shop_data: used as it is: it was there before
              ! web has one replica and a volume: it is down while it is replaced
            Plan: 2 to create, 1 to replace, 1 to update in place, 1 to remove.

            """,
            result.Out);
        Assert.Equal(3, result.ExitCode);
    }

    private static async Task<ScriptedServer> ServerAsync(params ServiceChange[] changes)
    {
        var server = new ScriptedServer();
        await server.WriteComposeAsync();
        return server.Json(DryRun, Canned.Answer(changes), ApiJson.Default.ChangeAnswer)
            .Json(Put, Canned.Answer(changes), ApiJson.Default.ChangeAnswer);
    }

    private static async Task OneEventAndSilence(ReceivedRequest request, Stream stream, CancellationToken ct)
    {
        var text = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + Canned.ChangeEvent(Canned.Progress(DeploymentState.Running, 1), 1);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), ct);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
