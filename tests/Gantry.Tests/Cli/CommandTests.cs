using Gantry.Model.Api;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

/// <summary>What a command line asks the server for.</summary>
public sealed class CommandTests
{
    private const string TenMinutesAgo = "2029-12-31T23%3A50%3A00.0000000Z";
    private const string FiveMinutesAgo = "2029-12-31T23%3A55%3A00.0000000Z";

    [Theory]
    [InlineData("service rm web --yes", "DELETE /v1/services/web")]
    [InlineData("service rm web --dry-run", "DELETE /v1/services/web?dryRun=true")]
    [InlineData("service scale web=2 --dry-run", "POST /v1/services/web/scale?dryRun=true", """{"replicas":2}""")]
    [InlineData("service update web --image a --dry-run", "POST /v1/services/web/update?dryRun=true")]
    [InlineData("service update web --force", "POST /v1/services/web/update", "\"force\":true")]
    [InlineData("service update web --replicas 3", "POST /v1/services/web/update", "\"replicas\":3")]
    [InlineData("service restart web --dry-run", "POST /v1/services/web/restart?dryRun=true")]
    [InlineData("stack stop shop --dry-run", "POST /v1/stacks/shop/stop?dryRun=true")]
    [InlineData("stack start shop --dry-run", "POST /v1/stacks/shop/start?dryRun=true")]
    [InlineData("stack rm shop --dry-run", "DELETE /v1/stacks/shop?dryRun=true")]
    [InlineData("stack up shop --yes", "PUT /v1/stacks/shop")]
    [InlineData("stack up shop --plan", "PUT /v1/stacks/shop?dryRun=true")]
    [InlineData("deploy shop --plan --yes", "PUT /v1/stacks/shop?dryRun=true")]
    [InlineData("deploy shop --dry-run --yes", "PUT /v1/stacks/shop?dryRun=true")]
    [InlineData("deploy shop --yes", "PUT /v1/stacks/shop", "\"strict\":false")]
    [InlineData("deploy shop --yes --strict", "PUT /v1/stacks/shop", "\"strict\":true")]
    [InlineData("plan shop --strict", "PUT /v1/stacks/shop?dryRun=true", "\"strict\":true")]
    [InlineData("task logs shop_web.1", "GET /v1/tasks/shop_web.1/logs")]
    [InlineData("task logs shop_web.1 --until 10m", "GET /v1/tasks/shop_web.1/logs?until=" + TenMinutesAgo)]
    [InlineData("task exec shop_web.1 ls", "GET /v1/tasks/shop_web.1/exec")]
    [InlineData("node update n1 --label-add a=b --label-rm c", "POST /v1/nodes/n1/update", """{"availability":null,"labelAdd":{"a":"b"},"labelRemove":["c"]}""")]
    [InlineData("node update n1 --availability drain --dry-run", "POST /v1/nodes/n1/update?dryRun=true")]
    [InlineData("node label n1 zone=eu note=a- old-", "POST /v1/nodes/n1/update", """{"availability":null,"labelAdd":{"note":"a-","zone":"eu"},"labelRemove":["old"]}""")]
    [InlineData("node label n1 zone- --dry-run", "POST /v1/nodes/n1/update?dryRun=true", """{"availability":null,"labelAdd":null,"labelRemove":["zone"]}""")]
    [InlineData("node cordon n1", "POST /v1/nodes/n1/update", "\"availability\":\"pause\"")]
    [InlineData("node uncordon n1 --dry-run", "POST /v1/nodes/n1/update?dryRun=true", "\"availability\":\"active\"")]
    [InlineData("node ps n1", "GET /v1/tasks?node=n1")]
    [InlineData("node ps n1 --all", "GET /v1/tasks?node=n1&all=true")]
    [InlineData("node top", "GET /v1/nodes")]
    [InlineData("node rm n1", "DELETE /v1/nodes/n1")]
    [InlineData("node rm n1 --force --dry-run", "DELETE /v1/nodes/n1?force=true&dryRun=true")]
    [InlineData("node declare-lost n1", "POST /v1/nodes/n1/declare-lost")]
    [InlineData("node declare-lost n1 --dry-run", "POST /v1/nodes/n1/declare-lost?dryRun=true")]
    [InlineData("rebalance", "POST /v1/rebalance", """{"moves":5,"perService":1}""")]
    [InlineData("rebalance --moves 9 --per-service 2 --dry-run", "POST /v1/rebalance?dryRun=true", """{"moves":9,"perService":2}""")]
    [InlineData("registry rm r.example --dry-run", "DELETE /v1/registries/r.example?dryRun=true")]
    [InlineData("cluster inspect", "GET /v1/cluster")]
    [InlineData("cluster update --strategy roundrobin", "POST /v1/cluster/update", """{"strategy":"roundRobin","addressPool":null,""")]
    [InlineData("cluster update --heartbeat 500ms --down-after 1m", "POST /v1/cluster/update", "\"heartbeatEvery\":\"00:00:00.5000000\",\"suspectAfter\":null,\"downAfter\":\"00:01:00\"")]
    [InlineData("cluster update --rebalance auto", "POST /v1/cluster/update", "\"rebalance\":\"auto\"")]
    [InlineData("cluster update --node-certificate-life 12h", "POST /v1/cluster/update", "\"nodeCertificateLife\":\"12:00:00\"")]
    [InlineData("ca inspect", "GET /v1/ca")]
    [InlineData("ca rotate -d", "POST /v1/ca/rotate", """{"finish":false}""")]
    [InlineData("cluster update --address-pool 10.0.0.0/9 --dry-run", "POST /v1/cluster/update?dryRun=true", "10.0.0.0/9")]
    [InlineData("events --since 10m --until 5m --stack shop --limit 3", $"GET /v1/events?since={TenMinutesAgo}&until={FiveMinutesAgo}&stack=shop&limit=3")]
    [InlineData("top --service web", "GET /v1/usage?service=web")]
    [InlineData("top shop", "GET /v1/usage?stack=shop")]
    [InlineData("ps --node n1", "GET /v1/tasks?node=n1")]
    public async Task A_command_line_makes_its_request(string line, string call, string body = "")
    {
        await using var server = new ScriptedServer();
        await server.WriteComposeAsync();

        await new CliRun(server).RunAsync(line.Split(' '));

        var request = Assert.Single(server.Requests);
        Assert.Equal(call, request.Call);
        Assert.Contains(body, request.Body);
    }

    [Fact]
    public async Task Events_are_followed_as_a_stream()
    {
        await using var server = new ScriptedServer();
        server.Events("GET /v1/events?limit=1");

        var result = await new CliRun(server).RunAsync("events", "-f", "--limit", "1");

        Assert.Equal((0, "text/event-stream"), (result.ExitCode, Assert.Single(server.Requests).Headers["Accept"]));
    }

    [Theory]
    [InlineData("ps -q -o json")]
    [InlineData("ps -q --format json")]
    [InlineData("deploy shop -q -o json --yes")]
    [InlineData("service scale web=3 -o bogus")]
    [InlineData("service inspect web --filter name=web")]
    [InlineData("health -o bogus")]
    [InlineData("health -q -o json")]
    [InlineData("health -q --format {{.Source}}")]
    [InlineData("version --format table\u00a0{{.Client}}")]
    [InlineData("logs web -o yaml")]
    [InlineData("logs web -o json --raw")]
    [InlineData("logs web -o json -t")]
    [InlineData("stack config -q -o json")]
    [InlineData("registry ls --no-trunc")]
    [InlineData("context ls --no-trunc")]
    [InlineData("doctor --no-trunc")]
    [InlineData("doctor --manager http://m:4000")]
    [InlineData("node add one")]
    [InlineData("node add one:ssh --binary /bin/sh")]
    [InlineData("node add one --binary /nowhere")]
    [InlineData("node add one --binary /bin/sh --role manager")]
    [InlineData("node add one --binary /bin/sh --label zone")]
    [InlineData("node add one --binary /bin/sh --name -")]
    [InlineData("node add one --binary /bin/sh --ssh-option StrictHostKeyChecking=no")]
    public async Task An_option_without_effect_is_refused_before_the_server_is_asked(string line)
    {
        await using var server = new ScriptedServer();
        await server.WriteComposeAsync();

        var result = await new CliRun(server).RunAsync([.. line.Split(' ').Select(word => word.Replace('\u00a0', ' '))]);

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("service scale web=3 -o json", "{\n  \"deploymentId\": null,")]
    [InlineData("service restart web -o yaml", "deploymentId: null\n")]
    [InlineData("health -o yaml", "isHealthy: true\n")]
    [InlineData("health -o json", "{\n  \"isHealthy\": true,")]
    [InlineData("health -o name", "SERVER\n")]
    [InlineData("health -o wide", "healthy: SERVER\n")]
    [InlineData("health --format {{.Source}}", "SERVER\n")]
    [InlineData("version --format {{.Server}}", "1.2.3\n")]
    [InlineData("version -o wide", "gantry ")]
    [InlineData("explain web -o name", "shop_web\n")]
    [InlineData("explain web -o wide", "shop_web: running\n")]
    [InlineData("explain web --format {{.Summary}}", "All is well.\n")]
    [InlineData("cluster inspect -o name", "c1\n")]
    [InlineData("cluster inspect -o wide", "cluster c1\n")]
    [InlineData("plan shop --format {{.Plan.Stack}}:{{.Revision}}", "shop:1.7\n")]
    [InlineData("version -o yaml", "client: ")]
    public async Task The_form_that_is_asked_for_is_all_that_is_printed(string line, string begin)
    {
        await using var server = new ScriptedServer();
        server.Json("POST /v1/services/web/scale", Canned.Answer(), ApiJson.Default.ChangeAnswer)
            .Json("POST /v1/services/web/restart", Canned.Answer(), ApiJson.Default.ChangeAnswer)
            .Json("GET /v1/system", new SystemItem("1.2.3", "c", "node-1", "1.7", Canned.Now, "20.10", "sqlite", []), ApiJson.Default.SystemItem)
            .Json("GET /v1/services/web/explanation", new Explanation("shop_web", "running", "All is well.", [], [], [], null), ApiJson.Default.Explanation)
            .Json("GET /v1/cluster", new ClusterItem("c1", Gantry.Model.Services.SchedulingStrategy.Spread, "10.0.0.0/8", 1, [], Canned.Now), ApiJson.Default.ClusterItem)
            .Json("PUT /v1/stacks/shop?dryRun=true", Canned.Answer(), ApiJson.Default.ChangeAnswer);
        await server.WriteComposeAsync();

        var result = await new CliRun(server).RunAsync(line.Split(' '));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith(begin.Replace("SERVER", server.Address), result.Out);
        Assert.DoesNotContain("Nothing to change", result.Out);
    }

    [Fact]
    public async Task Registries_can_be_watched()
    {
        await using var server = new ScriptedServer();
        server.Events(
            "GET /v1/registries",
            """event: list""" + "\n" + """data: {"items":[{"host":"a.example","username":"ana","updatedAt":"2030-01-01T00:00:00+00:00"}],"revision":"1.7"}""" + "\n\n",
            """event: change""" + "\n" + """data: {"type":"put","id":"b.example","revision":"1.8","item":{"host":"b.example","username":"bob","updatedAt":"2030-01-01T00:00:00+00:00"}}""" + "\n\n");
        var run = new CliRun(server);

        Assert.Equal("a.example\nb.example\n", (await run.RunAsync("registry", "ls", "--watch", "-q")).Out);
        Assert.EndsWith("---\nhost: b.example\nusername: bob\nupdatedAt: \"2030-01-01T00:00:00+00:00\"\n", (await run.RunAsync("registry", "ls", "--watch", "-o", "yaml")).Out);
    }

    [Theory]
    [InlineData("", "aaaaaaaa ")]
    [InlineData(" --no-trunc", "aaaaaaaaaaaaaaaa ")]
    public async Task Ids_are_shortened_unless_they_must_not_be(string option, string expected)
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/tasks", Canned.List(Canned.Task('a', 1, "running", TaskState.Running, TimeSpan.Zero)), ApiJson.Default.ListedTaskItem);

        var result = await new CliRun(server).RunAsync($"ps{option}".Split(' '));

        Assert.StartsWith(expected, result.Out.Split('\n')[1]);
    }

    [Theory]
    [InlineData("validate", 0)]
    [InlineData("validate --strict", 7)]
    public async Task Strict_makes_a_warning_an_error(string line, int code)
    {
        await using var server = new ScriptedServer();
        await server.WriteComposeAsync("version: '3'\nservices: {web: {image: busybox}}");

        Assert.Equal(code, (await new CliRun(server).RunAsync(line.Split(' '))).ExitCode);
    }

    [Theory]
    [InlineData("validate -f sub/compose.yaml", 7)]
    [InlineData("validate -f sub/compose.yaml --project-directory .", 0)]
    [InlineData("validate -f sub/outside.yaml", 7)]
    [InlineData("validate -f sub/outside.yaml --allow-outside", 0)]
    public async Task Relative_paths_start_from_the_project_folder_and_stay_in_it(string line, int code)
    {
        using var folder = new TempFolder();
        folder.Write("settings.env", "A=b\n");
        folder.Write("sub/compose.yaml", "name: shop\nservices: {web: {image: busybox, env_file: settings.env}}");
        folder.Write("sub/outside.yaml", "name: shop\nservices: {web: {image: busybox, env_file: ../settings.env}}");

        var result = await new CliRun(home: folder.Path).RunAsync(line.Split(' '));

        Assert.True(code == result.ExitCode, $"{result.ExitCode}: {result.Error}");
    }

    [Fact]
    public async Task A_context_can_be_added_as_the_current_one()
    {
        using var home = new TempFolder();
        var run = new CliRun(home: home.Path);

        await run.RunAsync("context", "add", "first", "--address", "unix:///a");
        await run.RunAsync("context", "add", "second", "--address", "unix:///b");
        await run.RunAsync("context", "add", "third", "--address", "unix:///c", "--use");

        Assert.Equal(["first", "second", "third *"], (await run.RunAsync("context", "ls", "--format", "{{.Name}}")).Out.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_clients_version_needs_no_server()
    {
        await using var server = new ScriptedServer();

        var result = await new CliRun(server).RunAsync("version", "--client");

        Assert.Equal((0, 1), (result.ExitCode, result.Out.Count(c => c == '\n')));
        Assert.Empty(server.Requests);
    }
}
