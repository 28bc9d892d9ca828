using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Deployments;

namespace Gantry.Tests.Cli;

/// <summary>Forms of <c>--progress</c>.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task As_json_each_change_is_one_text_and_nothing_else_is_printed()
    {
        await using var server = WithDeployment();

        var result = await new CliRun(server) { IsTerminal = true }.RunAsync("deployment", "watch", "dddddddd", "--progress", "json");

        var changes = result.Out.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["running", "succeeded"], changes.Select(c => c.GetProperty("state").GetString()));
        Assert.Equal([(1, "waits for health"), (3, null)], changes.Select(c => c.GetProperty("services")[0])
            .Select(s => (s.GetProperty("done").GetInt32(), s.GetProperty("blocked").GetString())));
    }

    [Theory]
    [InlineData("none", "")]
    [InlineData("plain", "2030-01-01T00:00:00Z shop_web 1/3 in progress: waits for health\n2030-01-01T00:00:00Z shop_web 3/3 done\n2030-01-01T00:00:00Z shop is in service after 4.2s\n")]
    public async Task The_other_forms_print_the_same_on_a_terminal_as_in_a_pipe(string form, string expected)
    {
        await using var server = WithDeployment();

        foreach (var isTerminal in (bool[])[false, true])
            Assert.Equal(expected, (await new CliRun(server) { IsTerminal = isTerminal }.RunAsync("deployment", "watch", "dddddddd", "--progress", form)).Out);
    }

    private static ScriptedServer WithDeployment()
    {
        var running = Canned.Progress(DeploymentState.Running, 1, "waits for health");
        return new ScriptedServer()
            .Json("GET /v1/deployments/dddddddd", running, ApiJson.Default.Deployment)
            .Events(
                $"GET /v1/deployments/{Canned.Deployment}",
                Canned.ChangeEvent(running, 1),
                Canned.ChangeEvent(Canned.Progress(DeploymentState.Succeeded, 3), 2));
    }
}
