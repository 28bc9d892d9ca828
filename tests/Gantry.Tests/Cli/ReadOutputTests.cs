using Gantry.Model.Api;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

public sealed class ReadOutputTests
{
    [Fact]
    public async Task Tasks_are_shown_as_docker_service_ps_shows_them()
    {
        await using var server = WithTasks();

        var result = await new CliRun(server).RunAsync("ps", "shop", "--all");

        Assert.Equal(
            """
            ID         NAME             IMAGE          NODE     DESIRED STATE   CURRENT STATE              ERROR          PORTS
            bbbbbbbb   shop_web.1       busybox:1.36   node-1   Running         Running 8 seconds ago
            aaaaaaaa    \_ shop_web.1   busybox:1.36   node-1   Running         Failed about an hour ago   exit code 1
            cccccccc   shop_web.2       busybox:1.36   node-1   Running         Pending 2 minutes ago      no node fits

            """,
            result.Out);
    }

    [Fact]
    public async Task Tasks_of_an_overridden_service_say_so_and_a_failed_health_check_is_an_error()
    {
        await using var server = new ScriptedServer();
        var running = Canned.Task('a', 1, "running", TaskState.Running, TimeSpan.FromSeconds(8)) with { Overrides = ["replicas 3 (file: 1)"] };
        var stopped = Canned.Task('b', 1, "shutdown", TaskState.Shutdown, TimeSpan.FromSeconds(9), "Stopped, exit code 143.");
        stopped = stopped with { Observed = stopped.Observed with { Health = TaskHealth.Unhealthy, HealthOutput = "refused" } };
        server.Json("GET /v1/tasks?stack=shop&all=true", Canned.List(running, stopped), ApiJson.Default.ListedTaskItem);

        var result = await new CliRun(server).RunAsync("ps", "shop", "--all", "--format", "{{.CurrentState}}:{{.Error}}:{{.Overrides}}");

        Assert.Equal(
            """
            Running 8 seconds ago (overridden)::replicas 3 (file: 1)
            Shutdown 9 seconds ago:Its health check failed: refused. Stopped, exit code 143.:

            """,
            result.Out);
    }

    [Theory]
    [InlineData("-q", "bbbbbbbbbbbbbbbb\naaaaaaaaaaaaaaaa\ncccccccccccccccc\n")]
    [InlineData("-o name", "shop_web.1\nshop_web.1\nshop_web.2\n")]
    [InlineData("-q --filter state=failed --filter state=pending", "aaaaaaaaaaaaaaaa\ncccccccccccccccc\n")]
    [InlineData("-q --filter name=shop_web.1 --filter state=failed", "aaaaaaaaaaaaaaaa\n")]
    [InlineData("--format {{.ID}}:{{.CurrentState}}", "bbbbbbbb:Running 8 seconds ago\naaaaaaaa:Failed about an hour ago\ncccccccc:Pending 2 minutes ago\n")]
    [InlineData("--format {{.Observed.State}}", "running\nfailed\npending\n")]
    public async Task Other_forms_serve_scripts(string options, string expected)
    {
        await using var server = WithTasks();

        var result = await new CliRun(server).RunAsync(["ps", "shop", "--all", .. options.Split(' ', 1 + options.Count(c => c == ' '))]);

        Assert.Equal((0, expected, ""), (result.ExitCode, result.Out, result.Error));
    }

    [Fact]
    public async Task Json_is_the_list_with_its_revision()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/registries", """{"items":[{"host":"r.example:5000","username":"ü","updatedAt":"2030-01-01T00:00:00+00:00"}],"revision":"1.7"}""");

        var result = await new CliRun(server).RunAsync("registry", "ls", "-o", "json");

        Assert.Equal(
            """
            {
              "items": [
                {
                  "host": "r.example:5000",
                  "username": "ü",
                  "updatedAt": "2030-01-01T00:00:00+00:00"
                }
              ],
              "revision": "1.7"
            }

            """,
            result.Out);
    }

    [Fact]
    public async Task Yaml_quotes_what_could_be_read_as_something_else()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/registries", """{"items":[{"host":"yes","username":"a: b","updatedAt":"2030-01-01T00:00:00+00:00"}],"revision":"1.7"}""");

        var result = await new CliRun(server).RunAsync("registry", "ls", "-o", "yaml");

        Assert.Equal(
            """
            items:
              - host: "yes"
                username: "a: b"
                updatedAt: "2030-01-01T00:00:00+00:00"
            revision: "1.7"

            """,
            result.Out);
    }

    [Fact]
    public async Task Stacks_services_and_nodes_have_their_tables()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/stacks", Canned.List(Canned.Stack("shop"), Canned.Stack("blog")), ApiJson.Default.ListedStackItem)
            .Json("GET /v1/stacks/shop/services", Canned.List(Canned.Service()), ApiJson.Default.ListedServiceItem)
            .Json("GET /v1/nodes", Canned.List(Canned.Node("node-1")), ApiJson.Default.ListedNodeItem);
        var run = new CliRun(server);

        var text = (await run.RunAsync("stack", "ls")).Out + (await run.RunAsync("stack", "services", "shop")).Out +
            (await run.RunAsync("node", "ls")).Out;

        Assert.Equal(
            """
            NAME   SERVICES   TASKS   STATE     REVISION   UPDATED
            shop   2          4/4     running   3          5 minutes ago
            blog   2          4/4     running   3          5 minutes ago
            ID         NAME       MODE         REPLICAS   IMAGE          PORTS            STATE
            ssssssss   shop_web   replicated   2/3        busybox:1.36   *:8080->80/tcp   running
            ID           NAME     STATUS   AVAILABILITY   ROLE      TASKS   CPU        MEMORY        ENGINE     PROBLEM
            nnnnnnnn *   node-1   Ready    Active         manager   3       25% of 2   1GiB / 4GiB   20.10.24

            """,
            text);
    }

    [Fact]
    public async Task An_explanation_says_the_sentence_first_and_the_fix_last()
    {
        await using var server = new ScriptedServer();
        var explanation = new Explanation(
            "shop_web.2",
            "pending",
            "No node has 8GiB of memory free.",
            [new("waiting since", "2 minutes"), new("memory wanted", "8GiB")],
            [new("node-1", false, ["memory: wants 8GiB, 3GiB are free"]), new("w2", true, ["score 0.5"])],
            ["start\u001b[31m", "boom"],
            "Reserve at most 3GiB.");
        server.Json("GET /v1/tasks/shop_web.2/explanation", explanation, ApiJson.Default.Explanation);

        var result = await new CliRun(server).RunAsync("explain", "shop_web.2");

        Assert.Equal(
            """
            shop_web.2: pending
            No node has 8GiB of memory free.

              waiting since  2 minutes
              memory wanted  8GiB

            Nodes:
              node-1  no: memory: wants 8GiB, 3GiB are free
              w2      fits: score 0.5

            Last lines of output:
              start
              boom

            Fix: Reserve at most 3GiB.

            """,
            result.Out);
    }

    [Fact]
    public async Task An_explanation_of_a_placed_task_has_a_table_of_scores_in_which_its_node_is_marked()
    {
        await using var server = new ScriptedServer();
        ExplainedNode Scored(string name, string tasks) => new(name, true, []) { Score = [new("of service", tasks), new("reserved", "12.5 %")] };
        server.Json(
            "GET /v1/services/shop_web/explanation",
            new Explanation("shop_web.2", "running", "It is in service.", [], [Scored("node-1", "0") with { HasTask = true }, Scored("w2", "11"), new("w3", false, ["drained"])], [], null),
            ApiJson.Default.Explanation);

        var result = await new CliRun(server).RunAsync("explain", "shop_web");

        Assert.Equal(
            """
            shop_web.2: running
            It is in service.

            Nodes:
              node      of service  reserved
              node-1 *  0           12.5 %
              w2        11          12.5 %
              w3  no: drained

            """,
            result.Out);
    }

    [Fact]
    public async Task Watching_prints_the_list_and_then_a_row_for_each_change()
    {
        await using var server = new ScriptedServer();
        server.Events(
            "GET /v1/stacks",
            $"event: list\ndata: {System.Text.Json.JsonSerializer.Serialize(Canned.List(Canned.Stack("shop")), ApiJson.Default.ListedStackItem)}\n\n",
            $"event: change\nid: 1.8\ndata: {System.Text.Json.JsonSerializer.Serialize(new ChangeItem<StackItem>("put", "blog", "1.8", Canned.Stack("blog")), ApiJson.Default.ChangeItemStackItem)}\n\n",
            $"event: change\nid: 1.9\ndata: {System.Text.Json.JsonSerializer.Serialize(new ChangeItem<StackItem>("removed", "shop", "1.9", null), ApiJson.Default.ChangeItemStackItem)}\n\n");
        var run = new CliRun(server);

        var table = await run.RunAsync("stack", "ls", "--watch");
        var json = await run.RunAsync("stack", "ls", "--watch", "-o", "json");
        var yaml = await run.RunAsync("stack", "ls", "--watch", "-o", "yaml");

        Assert.Equal(
            """
            NAME   SERVICES   TASKS   STATE     REVISION   UPDATED
            shop   2          4/4     running   3          5 minutes ago
            blog   2          4/4     running   3          5 minutes ago
            shop is gone.

            """,
            table.Out);
        Assert.StartsWith("items:\n  - name: shop\n", yaml.Out);
        Assert.Contains("revision: \"1.7\"\n---\nname: blog\n", yaml.Out);
        Assert.EndsWith("---\nremoved: shop\n", yaml.Out);
        Assert.Equal(["shop", "blog", "shop"], json.Out.TrimEnd('\n').Split('\n').Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()!));
    }

    private static ScriptedServer WithTasks() => new ScriptedServer().Json(
        "GET /v1/tasks?stack=shop&all=true",
        Canned.List(
            Canned.Task('c', 2, "pending", TaskState.Pending, TimeSpan.FromSeconds(130), "no node fits"),
            Canned.Task('a', 1, "failed", TaskState.Failed, TimeSpan.FromSeconds(3_700)) with
            {
                Observed = new ObservedTask(TaskState.Failed, Canned.Now.AddSeconds(-3_700)) { ExitCode = 1 },
            },
            Canned.Task('b', 1, "running", TaskState.Running, TimeSpan.FromSeconds(8))),
        ApiJson.Default.ListedTaskItem);
}
