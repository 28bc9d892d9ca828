using System.Text.Json;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>Whose data goes and whose stays, with the command line as people use it.</summary>
public sealed class NamedVolumeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    // The mark is written by the first container that finds none.
    private const string Marks = "test -e /data/mark || cat /proc/sys/kernel/random/uuid >/data/mark; exec sleep 3600";

    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Data_stays_for_the_next_container_and_the_next_stack_of_that_name_and_goes_when_that_is_asked_for()
    {
        var stack = RandomStack.Named("kept");
        await _server.Api.DeployAsync(stack, Marking(), Ct);
        var (first, mark) = await MarkAsync(stack);

        await GantryAsync("service", "update", "--force", "--detach", $"{stack}_main");
        var (second, markAfterUpdate) = await MarkAsync(stack, otherThan: first);
        await GantryAsync("stack", "rm", stack, "--yes");
        await ListsAsync(stack, volume => volume.Contains("\"kept\":true", StringComparison.Ordinal), "its volume is listed as kept");
        await _server.Api.DeployAsync(stack, Marking(), Ct);
        var (_, markAfterRemoval) = await MarkAsync(stack, otherThan: second);

        Assert.Equal((mark, mark), (markAfterUpdate, markAfterRemoval));

        await GantryAsync("stack", "rm", stack, "--volumes", "--yes");

        Assert.Null(await IdentityAsync("volume", $"{stack}_data"));
        await ListsAsync(stack, volume => volume.Length == 0, "its volume is listed no more");
    }

    [Fact]
    public async Task A_volume_of_somebody_else_is_used_and_named_in_the_plan_and_survives_the_removal_of_volumes()
    {
        var stack = RandomStack.Named("found");
        var volume = $"{stack}_data";
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, $"{stack}.yaml"), Marking(), Ct);
        await HostTool.RunAsync(Ct, "docker", "volume", "create", "--label", $"theirs={stack}", volume);
        try
        {
            var made = await IdentityAsync("volume", volume);

            // The worker tells with its next heartbeat what there is.
            var used = $"volume {volume}: exists on here and was not made by Gantry: used as it is, never removed";
            await _server.UntilAsync(
                async _ => (await GantryAsync("plan", "-f", $"{stack}.yaml", stack)).Contains(used, StringComparison.Ordinal), Eventually.Patience, used, Ct);
            await GantryAsync("deploy", "-f", $"{stack}.yaml", "--detach", stack);
            var (_, mark) = await MarkAsync(stack);
            var stays = $"volume {volume}: exists on here and was not made by Gantry: stays with its data";
            Assert.Contains(stays, await GantryAsync("stack", "rm", stack, "--volumes", "--dry-run"), StringComparison.Ordinal);

            await GantryAsync("stack", "rm", stack, "--volumes", "--yes");

            Assert.Equal(made, await IdentityAsync("volume", volume));
            Assert.Equal(mark, await HostTool.RunAsync(Ct, "docker", "run", "--rm", "--network", "none", "-v", $"{volume}:/data", "busybox:1.36", "cat", "/data/mark"));
        }
        finally
        {
            await HostTool.TryRunAsync(CancellationToken.None, "docker", "volume", "rm", volume);
        }
    }

    [Fact]
    public async Task A_network_of_somebody_else_is_refused_by_name_and_stays()
    {
        var stack = RandomStack.Named("lan");
        var network = $"{stack}_default";
        await HostTool.RunAsync(Ct, "docker", "network", "create", network);
        try
        {
            var made = await IdentityAsync("network", network);

            var ended = await _server.DeployAndSeeAsync(stack, Composes.Sleeper(), Ct);
            await GantryAsync("stack", "rm", stack, "--yes");

            Assert.Contains($"'{network}': a network of that name exists that Gantry did not make: remove it, or declare it external", ended.Reason, StringComparison.Ordinal);
            Assert.Equal(made, await IdentityAsync("network", network));
        }
        finally
        {
            await HostTool.TryRunAsync(CancellationToken.None, "docker", "network", "rm", network);
        }
    }

    /// <returns>What is told of its volume; empty when it is not listed.</returns>
    private async Task<string> VolumesAsync(string stack)
    {
        using var list = JsonDocument.Parse(await _server.Api.TextAsync("/v1/volumes", Ct));
        return string.Concat(list.RootElement.GetProperty("items").EnumerateArray().Where(v => v.GetProperty("name").GetString() == $"{stack}_data"));
    }

    // A heartbeat that was on its way may know less than the stack's removal.
    private Task<TimeSpan> ListsAsync(string stack, Func<string, bool> claim, string words) =>
        _server.UntilAsync(async _ => claim(await VolumesAsync(stack)), Eventually.Patience, words, Ct);

    private static string Marking() => Composes.Shell(Marks, "stop_signal: SIGKILL", "volumes: [data:/data]") + "\nvolumes:\n  data:\n";

    private async Task<string> GantryAsync(params string[] words) =>
        (await new GantryCommand(_server.Folder) { ["GANTRY_HOST"] = $"unix://{_server.SocketPath}" }.RunAsync(Ct, words)).Expect(0).Output;

    /// <returns>The container of the stack, and what it finds in its volume.</returns>
    private async Task<(string Container, string Mark)> MarkAsync(string stack, string? otherThan = null)
    {
        var (container, _) = await Eventually.FindAsync(
            async token => await _server.Cluster.RunningAsync(stack, token) is [var only] && only.Id != otherThan ? only : null,
            Eventually.Patience, () => _server.StoryAsync($"one new container of {stack} runs"), Ct);
        var mark = await HostTool.RunAsync(Ct, "docker", "exec", container.Id, "sh", "-c", "until test -s /data/mark; do sleep 0.1; done; cat /data/mark");
        return (container.Id, mark);
    }

    /// <returns>What another one of the same name would not have; null when there is none.</returns>
    private static async Task<string?> IdentityAsync(string kind, string name)
    {
        var (exitCode, output, _) = await HostTool.TryRunAsync(
            Ct, "docker", kind, "inspect", "-f", kind == "volume" ? "{{.Labels}}" : "{{.Id}}", name);
        return exitCode == 0 ? output : null;
    }
}
