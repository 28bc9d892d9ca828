using System.Diagnostics;
using Gantry.Commands;
using Gantry.Model.Api;

namespace Gantry.Tests.Cli;

public sealed class CompletionTests
{
    [Fact]
    public async Task The_bash_script_is_what_bash_can_read()
    {
        using var folder = new TempFolder();
        var path = folder.Write("script", CompletionScripts.For("bash"));

        using var process = Process.Start(new ProcessStartInfo("bash", ["-n", path]) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (process.ExitCode, errors));
    }

    [Fact]
    public async Task Bash_gets_the_candidates_for_the_word_under_the_cursor()
    {
        using var folder = new TempFolder();
        var path = folder.Write("script", CompletionScripts.For("bash"));
        const string session = "gantry() { printf '%s\\n' \"got:$*\"; }; source \"$0\"; COMP_WORDS=(gantry stack r); COMP_CWORD=2; _gantry; echo \"${COMPREPLY[0]}\"";

        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", session, path]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal("got:__complete -- stack r\n", output);
    }

    [Theory]
    [InlineData("sta", "stack\n")]
    [InlineData("stack r", "remove\nrm\n")]
    [InlineData("deploy --ye", "--yes\n")]
    [InlineData("completion ", "bash\nfish\npwsh\nzsh\n")]
    public async Task Verbs_and_options_are_completed_without_a_server(string line, string expected) =>
        Assert.Equal(expected, (await new CliRun().RunAsync(["__complete", "--", .. line.Split(' ')])).Out);

    [Fact]
    public async Task Names_are_those_of_now_and_are_kept_for_two_seconds()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/stacks", Canned.List(Canned.Stack("shop"), Canned.Stack("blog")), ApiJson.Default.ListedStackItem);
        var run = new CliRun(server);

        var all = await run.RunAsync("__complete", "--", "stack", "ps", "");
        var some = await run.RunAsync("__complete", "--", "stack", "ps", "b");
        var askedOnce = server.Requests.Count;
        run.Time.Advance(TimeSpan.FromSeconds(3));
        await run.RunAsync("__complete", "--", "stack", "ps", "");

        Assert.Equal(("blog\nshop\n", "blog\n"), (all.Out, some.Out));
        Assert.Equal((1, 2), (askedOnce, server.Requests.Count));
    }

    [Theory]
    [InlineData("service ps ", "services", "fullName", "shop_db\nshop_web\n")]
    [InlineData("service inspect shop_db shop_w", "services", "fullName", "shop_web\n")]
    [InlineData("service inspect shop_db ", "services", "fullName", "shop_db\nshop_web\n")]
    [InlineData("service scale ", "services", "fullName", "shop_db=\nshop_web=\n")]
    [InlineData("service scale shop_db=1 shop_w", "services", "fullName", "shop_web=\n")]
    [InlineData("exec ", "services", "fullName", "shop_db\nshop_web\n")]
    [InlineData("explain ", "tasks", "name", "shop_db\nshop_web\n")]
    [InlineData("logs ", "stacks", "name", "shop_db\nshop_web\n")]
    [InlineData("logs ", "tasks", "name", "shop_db\nshop_web\n")]
    [InlineData("stack rm ", "stacks", "name", "shop_db\nshop_web\n")]
    [InlineData("stack rm shop_db ", "stacks", "name", "shop_db\nshop_web\n")]
    [InlineData("events --stack ", "stacks", "name", "shop_db\nshop_web\n")]
    [InlineData("service ls --stack shop_w", "stacks", "name", "shop_web\n")]
    [InlineData("ps --node ", "nodes", "name", "shop_db\nshop_web\n")]
    [InlineData("ps --all ", "stacks", "name", "shop_db\nshop_web\n")]
    [InlineData("top --service ", "services", "fullName", "shop_db\nshop_web\n")]
    [InlineData("node inspect ", "nodes", "name", "shop_db\nshop_web\n")]
    [InlineData("node ps ", "nodes", "name", "shop_db\nshop_web\n")]
    [InlineData("node cordon shop_db ", "nodes", "name", "shop_db\nshop_web\n")]
    [InlineData("node drain ", "nodes", "name", "shop_db\nshop_web\n")]
    [InlineData("node label ", "nodes", "name", "shop_db\nshop_web\n")]
    [InlineData("node rm ", "nodes", "name", "shop_db\nshop_web\n")]
    [InlineData("registry rm ", "registries", "host", "shop_db\nshop_web\n")]
    [InlineData("deployment inspect ", "deployments", "id", "shop_db\nshop_web\n")]
    [InlineData("service ps shop_db ", "services", "fullName", "shop_db\nshop_web\n")]
    [InlineData("service update shop_db ", "services", "fullName", "")]
    [InlineData("exec shop_db ", "services", "fullName", "")]
    public async Task Names_are_offered_where_one_is_wanted(string line, string kind, string member, string expected)
    {
        await using var server = new ScriptedServer();
        foreach (var other in (string[])["stacks", "services", "tasks", "nodes", "registries", "deployments"])
        {
            server.Json($"GET /v1/{other}", other == kind
                ? $$"""{"items":[{"{{member}}":"shop_web","more":[]},{"{{member}}":"shop_db"}],"revision":"1.7"}"""
                : """{"items":[],"revision":"1.7"}""");
        }

        var result = await new CliRun(server).RunAsync(["__complete", "--", .. line.Split(' ')]);

        Assert.Equal((0, expected, ""), (result.ExitCode, result.Out, result.Error));
    }

    [Theory]
    [InlineData("context use ", "far\nlocal\n")]
    [InlineData("ps --context f", "far\n")]
    [InlineData("node update n1 --availability ", "active\ndrain\npause\n")]
    [InlineData("cluster update --rebalance ", "auto\nmanual\n")]
    [InlineData("ps -o ", "json\nname\ntable\nwide\nyaml\n")]
    [InlineData("health -o ", "json\nname\ntable\nwide\nyaml\n")]
    public async Task What_the_client_knows_itself_is_offered(string line, string expected)
    {
        using var home = new TempFolder();
        var run = new CliRun(home: home.Path);
        await run.RunAsync("context", "add", "local", "--address", "unix:///a");
        await run.RunAsync("context", "add", "far", "--address", "https://a.example");

        Assert.Equal(expected, (await run.RunAsync(["__complete", "--", .. line.Split(' ')])).Out);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_costs_an_empty_list()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/stacks", """{"items":[{"title":"shop"}]}""");

        var result = await new CliRun(server).RunAsync("__complete", "--", "stack", "ps", "");

        Assert.Equal((0, "", ""), (result.ExitCode, result.Out, result.Error));
    }

    [Fact]
    public async Task A_server_that_is_not_there_costs_an_empty_list()
    {
        var result = await new CliRun { ["GANTRY_HOST"] = "unix:///nowhere/x.sock" }.RunAsync("__complete", "--", "stack", "ps", "");

        Assert.Equal((0, "", ""), (result.ExitCode, result.Out, result.Error));
    }
}
