using System.Text.Json;
using Gantry.Commands;
using Gantry.Model.Api;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

public sealed class ParsingTests
{
    [Theory]
    [InlineData("--host HOST ps")]
    [InlineData("ps --host HOST")]
    [InlineData("-H HOST ps")]
    [InlineData("--host=HOST stack ps shop")]
    [InlineData("stack --host HOST ps shop")]
    [InlineData("stack ps shop --host HOST")]
    [InlineData("stack ps --host HOST shop")]
    public async Task The_server_is_named_before_or_after_the_verb(string line)
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/tasks", """{"items":[],"revision":"1.1"}""")
            .Json("GET /v1/tasks?stack=shop", Canned.List(Canned.Task('a', 1, "running", TaskState.Running, TimeSpan.Zero)), ApiJson.Default.ListedTaskItem);
        var run = new CliRun(home: server.Folder);

        var result = await run.RunAsync(line.Replace("HOST", server.Address).Split(' '));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("stak ls", "error: 'stak' is not understood after 'gantry'.\nhint: Did you mean 'stack'? gantry --help shows all.\n")]
    [InlineData("deploy --ys", "error: 'gantry deploy' has no option --ys.\nhint: Did you mean '--yes'? gantry deploy --help shows all.\n")]
    [InlineData("stack", "error: 'gantry stack' needs a command: deploy, ls, ps, services, config, rm, stop, start.\nhint: gantry stack --help shows how it is used.\n")]
    [InlineData("ps -o xml", "error: -o xml: there are table, wide, json, yaml and name.\n")]
    [InlineData("service scale web", "error: 'web' is not SERVICE=REPLICAS.\nhint: For example: gantry service scale shop_web=3\n")]
    [InlineData("service update web", "error: Nothing to update was given.\nhint: There are --image, --replicas, --env-add, --env-rm, --force and --with-registry-auth.\n")]
    [InlineData("ps --filter colour=red", "error: --filter colour: there is no such key here.\nhint: There are desired-state, id, name, node, service, stack, state.\n")]
    [InlineData("ps --host http://x", "error: 'http://x': only unix:// and https:// are spoken; tokens never travel in clear.\n")]
    [InlineData("ps --host unix:///x --context y", "error: --host and --context both name a server. Give one of them.\n")]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_was_meant(string line, string error)
    {
        var result = await new CliRun().RunAsync(line.Split(' '));

        Assert.Equal((2, "", error), (result.ExitCode, result.Out, result.Error));
    }

    [Theory]
    [InlineData("exec web ls -la", "exec web -- ls -la")]
    [InlineData("exec -it web sh -c date", "exec -it web -- sh -c date")]
    [InlineData("exec -u root web ls --help", "exec -u root web -- ls --help")]
    [InlineData("--host unix:///x exec web ls", "--host unix:///x exec web -- ls")]
    [InlineData("task exec web.1 ls -i", "task exec web.1 -- ls -i")]
    [InlineData("exec web -- ls -i", "exec web -- ls -i")]
    [InlineData("exec web", "exec web")]
    [InlineData("ps -a", "ps -a")]
    public void Words_behind_the_target_of_exec_belong_to_the_command(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', ExecArguments.Separated(line.Split(' '))));

    [Fact]
    public async Task Dockers_flags_of_stack_deploy_are_accepted()
    {
        await using var server = await ServerOfShopAsync("");

        var result = await new CliRun(server).RunAsync(
            "stack", "deploy", "--prune", "--with-registry-auth", "--resolve-image", "changed", "--detach=false", "-c", "c.yaml", "shop", "--yes");

        Assert.Equal((0, "Nothing to change in shop.\n", ""), (result.ExitCode, result.Out, result.Error));
    }

    [Theory]
    [InlineData("deploy --yes", "", "changed")]
    [InlineData("deploy --yes --resolve-image changed", "", "changed")]
    [InlineData("deploy --yes --resolve-image always", "", "always")]
    [InlineData("stack deploy --yes --resolve-image never", "", "never")]
    [InlineData("plan --resolve-image=always", "?dryRun=true", "always")]
    public async Task A_deploy_says_when_images_are_looked_up(string line, string query, string when)
    {
        await using var server = await ServerOfShopAsync(query);

        var result = await new CliRun(server).RunAsync([.. line.Split(' '), "-c", "c.yaml", "shop"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(when, JsonDocument.Parse(server.Requests[0].Body).RootElement.GetProperty("resolveImage").GetString());
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("stack deploy")]
    [InlineData("plan")]
    public async Task Another_time_to_look_images_up_is_refused_with_all_that_there_are(string command)
    {
        await using var server = await ServerOfShopAsync("");

        var result = await new CliRun(server).RunAsync([.. command.Split(' '), "--resolve-image", "sometimes", "-c", "c.yaml", "shop"]);

        Assert.Equal((2, "error: --resolve-image sometimes: there are changed, always and never.\n"), (result.ExitCode, result.Error));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Service_update_sends_what_was_given_and_nothing_else()
    {
        await using var server = new ScriptedServer();
        server.Json("POST /v1/services/web/update", Canned.Answer(), ApiJson.Default.ChangeAnswer);
        var run = new CliRun(server) { ["TOKEN"] = "secret" };

        await run.RunAsync("service", "update", "web", "--image", "nginx:2", "--env-add", "A=b=c", "--env-add", "TOKEN", "--env-rm", "OLD");

        Assert.Equal(
            """{"image":"nginx:2","replicas":null,"envAdd":{"A":"b=c","TOKEN":"secret"},"envRemove":["OLD"],"force":false}""",
            server.Requests[0].Body);
    }

    [Fact]
    public async Task A_name_with_strange_letters_stays_one_part_of_the_path()
    {
        await using var server = new ScriptedServer();

        await new CliRun(server).RunAsync("service", "inspect", "a/../b?c");

        Assert.Equal("GET /v1/services/a%2F..%2Fb%3Fc", server.Requests[0].Call);
    }

    private static async Task<ScriptedServer> ServerOfShopAsync(string query)
    {
        var server = new ScriptedServer();
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "c.yaml"), "services: {web: {image: busybox}}", TestContext.Current.CancellationToken);
        return server.Json($"PUT /v1/stacks/shop{query}", Canned.Answer(), ApiJson.Default.ChangeAnswer);
    }
}
