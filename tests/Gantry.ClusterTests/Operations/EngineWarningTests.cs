using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>What the Docker Engine takes and says it will not do, on a kernel that knows no weight of block devices.</summary>
public sealed class EngineWarningTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Discarded = "Weight discarded.";

    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task Who_deploys_is_told_once_and_finds_it_again_with_the_task_and_among_the_events()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("left");
        await File.WriteAllTextAsync(
            Path.Combine(_server.Folder, "compose.yaml"), Composes.Sleeper(replicas: 3) + "\n    blkio_config: {weight: 300}\n", ct);

        var deployed = (await RunAsync(ct, "deploy", stack, "--yes")).Expect(0);

        var told = Assert.Single(deployed.Errors.Split('\n'), line => line.Contains(Discarded, StringComparison.Ordinal));
        Assert.StartsWith("warning: Service 'main': the engine of here warns: ", told, StringComparison.Ordinal);
        Assert.Contains(Discarded, (await RunAsync(ct, "task", "inspect", $"{stack}_main.1", "-o", "json")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains(Discarded, (await RunAsync(ct, "explain", $"{stack}_main")).Expect(0).Output, StringComparison.Ordinal);
        var events = (await RunAsync(ct, "events", "--filter", "type=task.engine_warned")).Expect(0).Output;
        Assert.Single(events.Split('\n'), line => line.Contains($"{stack}_main", StringComparison.Ordinal));
        await RunAsync(ct, "stack", "rm", stack, "--yes");
    }

    private Task<CommandOutcome> RunAsync(CancellationToken ct, params string[] args) =>
        new GantryCommand(_server.Folder).RunAsync(ct, [.. args, "--host", $"unix://{_server.SocketPath}"]);
}
