using Gantry.Model.Api;

namespace Gantry.Tests.Cli;

/// <summary>What is asked before a change, and what was said by then.</summary>
public sealed class ConfirmationTests
{
    private const string Put = "PUT /v1/stacks/shop";

    [Theory]
    [InlineData("deploy shop", "PUT /v1/stacks/shop?dryRun=true")]
    [InlineData("stack rm shop", "DELETE /v1/stacks/shop?dryRun=true")]
    public async Task The_plan_that_is_asked_about_has_its_warnings(string line, string call)
    {
        await using var server = new ScriptedServer();
        await server.WriteComposeAsync();
        server.Json(call, Canned.Answer(Canned.Change(ChangeKind.Replace)) with { Warnings = ["web is down meanwhile"] }, ApiJson.Default.ChangeAnswer);

        var result = await new CliRun(server) { IsTerminal = true, Input = "n\n", ["NO_COLOR"] = "1" }.RunAsync(line.Split(' '));

        Assert.Contains("  ! web is down meanwhile\nPlan: ", result.Out);
    }

    [Fact]
    public async Task Once_confirmed_only_new_warnings_are_told()
    {
        await using var server = new ScriptedServer();
        await server.WriteComposeAsync();
        var seen = Canned.Answer(Canned.Change(ChangeKind.Replace)) with { Warnings = ["web is down meanwhile"] };
        server.Json($"{Put}?dryRun=true", seen, ApiJson.Default.ChangeAnswer)
            .Json(Put, seen with { Warnings = [.. seen.Warnings, "db is down too"] }, ApiJson.Default.ChangeAnswer);

        var result = await new CliRun(server) { IsTerminal = true, Input = "y\n", ["NO_COLOR"] = "1" }.RunAsync("deploy", "shop", "--detach");

        Assert.Equal("warning: db is down too\n", result.Error);
    }

    [Fact]
    public async Task Removing_a_stack_without_a_terminal_needs_yes()
    {
        await using var server = new ScriptedServer();
        server.Json("DELETE /v1/stacks/shop?dryRun=true", Canned.Answer(Canned.Change(ChangeKind.Remove)), ApiJson.Default.ChangeAnswer)
            .Json("DELETE /v1/stacks/shop?volumes=true", Canned.Answer(Canned.Change(ChangeKind.Remove)), ApiJson.Default.ChangeAnswer);
        var run = new CliRun(server);

        var refused = await run.RunAsync("stack", "rm", "shop");
        var done = await run.RunAsync("stack", "rm", "shop", "--yes", "--volumes", "-d", "-q");

        Assert.Equal((2, "error: Remove the stack shop? There is no terminal to ask on.\nhint: Repeat it with --yes.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal((0, "dddddddddddddddd\n"), (done.ExitCode, done.Out));
    }

    // As the server tells what is wrong in a compose file: the line, with a caret below the place.
    [Fact]
    public async Task A_warning_of_several_lines_keeps_them()
    {
        await using var server = new ScriptedServer();
        await server.WriteComposeAsync();
        var seen = Canned.Answer(Canned.Change(ChangeKind.Replace)) with { Warnings = ["a.yaml:1:3: not so\n  1 | a: b\n    |    ^\e[2J"] };
        server.Json($"{Put}?dryRun=true", seen, ApiJson.Default.ChangeAnswer).Json(Put, seen, ApiJson.Default.ChangeAnswer);

        var asked = await new CliRun(server) { IsTerminal = true, Input = "n\n", ["NO_COLOR"] = "1" }.RunAsync("deploy", "shop");
        var told = await new CliRun(server).RunAsync("deploy", "shop", "--yes", "--detach");

        Assert.Contains("  ! a.yaml:1:3: not so\n      1 | a: b\n        |    ^\nPlan: ", asked.Out);
        Assert.Equal("warning: a.yaml:1:3: not so\n    1 | a: b\n      |    ^\n", told.Error);
    }
}
