using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Tasks;
using Gantry.Tests.Compose.EngineKeys;

namespace Gantry.ClusterTests.Operations;

/// <summary>Every key that reaches a container, from a file to a real one: seen from inside where that can be, else as the engine has it.</summary>
public sealed class EngineKeyTests(EngineKeyStack stack) : IClassFixture<EngineKeyStack>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int, string> Table => [.. EngineKeyStack.Rows.Select((row, i) => (i, row.Keys))];

    [Theory]
    [MemberData(nameof(Table))]
    public void A_container_has_what_its_file_says(int number, string keys)
    {
        var row = EngineKeyStack.Rows[number];

        Assert.True(stack.Chosen(row.Seen) == stack.SeenOf(row), $"{keys}: {row.Written}\n--- seen with {row.Looked}\n{stack.SeenOf(row)}\n--- but not\n{stack.Chosen(row.Seen)}");
    }

    [Fact]
    public async Task What_the_engine_will_not_do_is_said_by_the_task_in_its_words()
    {
        var name = RandomStack.Named("unable");
        var rows = RefusedRows.ByEngine.Where(r => EngineKeyStack.IsMet(r.Needs)).ToList();
        await stack.FileAsync("unable.yaml", stack.TextOf(rows.Select(r => r with { Written = $"restart: 'no'\n{r.Written}" })));

        (await stack.RunAsync("deploy", name, "-f", "unable.yaml", "--yes", "--detach")).Expect(0);

        foreach (var row in rows)
        {
            var task = await stack.Server.TaskAsync(name, t => t.Name.StartsWith($"{name}_{row.Service}.", StringComparison.Ordinal) && t.Observed.State.IsTerminal(), Ct);
            Assert.Contains(row.Said, task.Observed.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task What_no_engine_of_the_cluster_can_do_is_refused_by_name_all_at_once()
    {
        var spoken = Version.Parse(await HostTool.RunAsync(Ct, "docker", "version", "--format", "{{.Server.APIVersion}}"));
        await stack.FileAsync("refused.yaml", stack.TextOf(RefusedRows.AtDeploy));

        var refused = await stack.RunAsync("deploy", RandomStack.Named("refused"), "-f", "refused.yaml", "--yes");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.All(RefusedRows.AtDeploy.Where(r => r.Until is null || spoken < Version.Parse(r.Until)), r => Assert.Contains(r.Said, refused.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_no_effect_yet_is_warned_about_by_name_and_refused_when_strict()
    {
        var name = RandomStack.Named("future");
        await stack.FileAsync("future.yaml", "services: {web: {image: busybox:1.36, command: [sleep, '3600'], stop_signal: SIGKILL, deploy: {update_config: {delay: 7s}, rollback_config: {delay: 8s}}}}\n");

        var strict = (await stack.RunAsync("deploy", name, "-f", "future.yaml", "--yes", "--strict")).Expect(7);
        Assert.Empty(await stack.Server.Cluster.RunningAsync(name, Ct));
        var lax = (await stack.RunAsync("deploy", name, "-f", "future.yaml", "--yes")).Expect(0);

        Assert.All([strict, lax], told => Assert.Contains("Service 'web': deploy.update_config and deploy.rollback_config have no effect on an update yet.", told.Errors, StringComparison.Ordinal));
        Assert.Single(await stack.Server.Cluster.RunningAsync(name, Ct));
    }

    [Fact]
    public async Task What_a_deploy_refuses_until_its_machinery_is_there_validates_and_is_written_whole()
    {
        await stack.FileAsync("whole.yaml", stack.TextOf(RefusedRows.AtDeploy.Where(r => r.Keys is "secrets" or "configs" or "deploy.mode")));

        (await stack.RunLocallyAsync("validate", "-f", "whole.yaml", "--strict")).Expect(0);
        var config = (await stack.RunLocallyAsync("config", "-f", "whole.yaml")).Expect(0).Output;

        Assert.All(["environment: K", "content: x", "mode: replicated-job", "mode: global-job", "secrets:\n      - source: k", "configs:\n      - source: k"], part => Assert.Contains(part, config, StringComparison.Ordinal));
    }
}
