using Gantry.Model.Api;

namespace Gantry.Tests.Cli;

/// <summary>Ctrl-C: what is known of the change that was under way.</summary>
public sealed class InterruptTests
{
    private const string Text = "Interrupted before the server answered: whether the change was made is not known.\nhint: gantry events shows whether it was.\n";
    private const string Unknown = $"error: {Text}";

    [Theory]
    [InlineData("deploy shop --yes", "PUT /v1/stacks/shop", Unknown)]
    [InlineData("service restart web", "POST /v1/services/web/restart", Unknown)]
    [InlineData("service restart web db cache", "POST /v1/services/web/restart", $"error: web: {Text}Not tried: db, cache.\n")]
    [InlineData("stack stop shop", "POST /v1/stacks/shop/stop", Unknown)]
    [InlineData("node update one --availability drain", "POST /v1/nodes/one/update", Unknown)]
    [InlineData("cluster update --strategy binpack", "POST /v1/cluster/update", Unknown)]
    [InlineData("registry rm ghcr.io", "DELETE /v1/registries/ghcr.io", Unknown)]
    [InlineData("registry rm ghcr.io --dry-run", "DELETE /v1/registries/ghcr.io?dryRun=true", "")]
    [InlineData("service inspect web db", "GET /v1/services/web", "Not tried: db.\n")]
    public async Task Before_the_server_answers_it_says_that_nothing_is_known(string line, string call, string error)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = await ServerAsync();
        server.On(call, (_, _, ct) => InterruptAsync(interrupt, ct));

        var result = await new CliRun(server).RunAsync(interrupt.Token, line.Split(' '));

        Assert.Equal((130, "", error), (result.ExitCode, result.Out, result.Error));
    }

    [Fact]
    public async Task While_it_waits_for_the_first_of_several_the_others_are_named()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = await ServerAsync();
        server.Json("POST /v1/services/web/restart", Canned.Answer(Canned.Change(ChangeKind.Replace)), ApiJson.Default.ChangeAnswer)
            .On($"GET /v1/deployments/{Canned.Deployment}", (_, _, ct) => InterruptAsync(interrupt, ct));

        var result = await new CliRun(server).RunAsync(interrupt.Token, "service", "restart", "web", "db");

        Assert.Equal(
            (130, "The deployment goes on. Follow it with: gantry deployment watch dddddddd\nNot tried: db.\n"), (result.ExitCode, result.Error));
        Assert.DoesNotContain(server.Requests, r => r.Call.Contains("db", StringComparison.Ordinal));
    }

    private static async Task<ScriptedServer> ServerAsync()
    {
        var server = new ScriptedServer();
        await server.WriteComposeAsync();
        return server;
    }

    private static async Task InterruptAsync(CancellationTokenSource interrupt, CancellationToken ct)
    {
        await interrupt.CancelAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
    }
}
