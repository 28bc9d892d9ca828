using Gantry.Model.Api;

namespace Gantry.Tests.Cli;

/// <summary>Commands over several things of which some are not there.</summary>
public sealed class SeveralThingsTests
{
    private const string Missing = "There is no b.";

    [Theory]
    [InlineData("service scale a=3 b=2 c=1", "POST /v1/services/{0}/scale")]
    [InlineData("service restart a b c", "POST /v1/services/{0}/restart")]
    [InlineData("service rm a b c --yes", "DELETE /v1/services/{0}")]
    [InlineData("stack stop a b c", "POST /v1/stacks/{0}/stop")]
    [InlineData("stack start a b c", "POST /v1/stacks/{0}/start")]
    [InlineData("stack rm a b c --yes", "DELETE /v1/stacks/{0}")]
    [InlineData("registry rm a b c", "DELETE /v1/registries/{0}")]
    [InlineData("service inspect a b c", "GET /v1/services/{0}")]
    public async Task One_that_fails_is_named_and_the_others_have_their_turn(string line, string call)
    {
        await using var server = new ScriptedServer();
        foreach (var name in (string[])["a", "c"])
        {
            var text = string.Format(null, call, name);
            if (call.StartsWith("GET", StringComparison.Ordinal))
                server.Json(text, Canned.Service(name), ApiJson.Default.ServiceItem);
            else
                server.Json(text, Canned.Answer(), ApiJson.Default.ChangeAnswer);
        }

        server.Problem(string.Format(null, call, "b"), 404, "not_found", Missing);

        var result = await new CliRun(server).RunAsync(line.Split(' '));

        Assert.Equal((12, $"error: {Missing}\n"), (result.ExitCode, result.Error));
        Assert.Equal([string.Format(null, call, "a"), string.Format(null, call, "b"), string.Format(null, call, "c")], server.Requests.Select(r => r.Call));
    }

    [Theory]
    [InlineData("not_found", 404, "not_found", 404, 9)]
    [InlineData("not_found", 404, "conflict", 409, 1)]
    public async Task When_all_fail_the_code_is_the_one_they_share(string first, int firstStatus, string second, int secondStatus, int code)
    {
        await using var server = new ScriptedServer();
        server.Problem("POST /v1/services/web/restart", firstStatus, first, "It cannot be.")
            .Problem("POST /v1/services/db/restart", secondStatus, second, "It cannot be.");

        var result = await new CliRun(server).RunAsync("service", "restart", "web", "db");

        Assert.Equal((code, "error: web: It cannot be.\nerror: db: It cannot be.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_not_asked_again()
    {
        var result = await new CliRun { ["GANTRY_HOST"] = "unix:///nowhere/x.sock" }.RunAsync("stack", "start", "aa", "bb", "cc");

        Assert.Equal(11, result.ExitCode);
        Assert.EndsWith("\nNot tried: bb, cc.\n", result.Error);
    }
}
