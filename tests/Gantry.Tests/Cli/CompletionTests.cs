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

    [Fact]
    public async Task A_server_that_is_not_there_costs_an_empty_list()
    {
        var result = await new CliRun { ["GANTRY_HOST"] = "unix:///nowhere/x.sock" }.RunAsync("__complete", "--", "stack", "ps", "");

        Assert.Equal((0, "", ""), (result.ExitCode, result.Out, result.Error));
    }
}
