using System.Text.Json;
using Gantry.ClusterTests.Hosts;
using Gantry.ClusterTests.Testing;
using Gantry.Model.Api;

namespace Gantry.ClusterTests.Operations;

/// <summary><c>gantry ca rotate</c> under running tasks, with a node that is away and a server that is killed in between.</summary>
public sealed class CaRotationTests
{
    private const string SessionLost = "The line to the manager is down";
    private static readonly TimeSpan FollowsWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_node_that_was_cut_off_follows_when_it_is_back_and_no_container_is_touched()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await LabCluster.StartAsync(workers: 3, ct);
        var stack = RandomStack.Named("rotated");

        // The one that is away keeps its tasks: what is asked here is the certificates alone.
        (await GantryAsync(cluster, ct, "cluster", "update", "--down-after", "10m", "--restart-grace", "10m")).Expect(0);
        await cluster.Server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 8), ct);
        var (containers, first) = (Ids(cluster), (await CaAsync(cluster, ct)).Fingerprint);
        Assert.All(cluster.Lab.Machines, m => Assert.NotEmpty(m.Engine.Running()));
        var away = cluster.Workers[0].Machine;
        await away.CutAsync(ct);
        var lost = cluster.Workers.Skip(1).Select(Losses).ToList();

        var waited = (await GantryAsync(cluster, ct, "ca", "rotate", "--timeout", "10s")).Expect(5);

        Assert.Contains($"{away.Name}: ", waited.Errors, StringComparison.Ordinal);
        var under = await CaAsync(cluster, ct);
        Assert.Equal((2, away.Name), (under.Rotation!.Following, Assert.Single(under.Rotation.Missing).Name));
        Assert.NotEqual(first, under.Fingerprint);
        await away.HealAsync(ct);
        await UntilOverAsync(cluster, ct);

        Assert.Equal(containers, Ids(cluster));
        Assert.Equal(lost, cluster.Workers.Skip(1).Select(Losses));
        await cluster.UntilReadyAsync(FollowsWithin, ct);

        // The token of the first start stays in unit files, and names a CA that is gone.
        await cluster.Workers[1].KillAsync(ct);
        cluster.Workers[1].StartAgainAsAtFirst();
        var told = Losses(cluster.Workers[1]);
        await Eventually.HoldsAsync(
            _ => Task.FromResult(cluster.Workers[1].Log.Split(" works for ").Length == 3), FollowsWithin, () => cluster.StoryAsync("the worker is back"), ct);
        await cluster.UntilReadyAsync(FollowsWithin, ct);
        Assert.Equal(containers, Ids(cluster));
        Assert.False(cluster.Workers[1].HasExited, cluster.Workers[1].Log);
        Assert.Equal(told, Losses(cluster.Workers[1]));
    }

    [Fact]
    public async Task A_server_that_is_killed_in_a_step_of_it_goes_on_where_it_was()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await LabCluster.StartAsync(workers: 1, ct);
        var stack = RandomStack.Named("killed");
        await cluster.Server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 2), ct);
        var containers = Ids(cluster);

        foreach (var step in new[] { "ca.before-next", "ca.after-next", "ca.between-files", "ca.after-files", "ca.after-keys", "ca.after-forget" })
        {
            var before = (await CaAsync(cluster, ct)).Fingerprint;
            await cluster.Server.TerminateAsync(ct);
            cluster.Server.StartToDie(step);
            await Eventually.HoldsAsync(
                async token => cluster.Server.HasExited || (await GantryAsync(cluster, token, "ca", "rotate", "--detach")).ExitCode == 0,
                FollowsWithin, () => cluster.StoryAsync($"{step}: the rotation begins"), ct);
            await cluster.Server.ExitAsync(ct);
            await cluster.Server.StartAgainAsync(ct);

            await UntilOverAsync(cluster, ct);

            Assert.True(before != (await CaAsync(cluster, ct)).Fingerprint, step);
            await cluster.UntilReadyAsync(FollowsWithin, ct);
        }

        Assert.Equal(containers, Ids(cluster));
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(cluster.Server.DataDirectory, "keys")), f => f.Contains("ca-next", StringComparison.Ordinal) || f.Contains("ca-before", StringComparison.Ordinal));
    }

    private static Task<TimeSpan> UntilOverAsync(LabCluster cluster, CancellationToken ct) => Eventually.HoldsAsync(
        async token => (await CaAsync(cluster, token)).Rotation is null, FollowsWithin, () => cluster.StoryAsync("the rotation is over"), ct);

    private static async Task<CaItem> CaAsync(LabCluster cluster, CancellationToken ct) =>
        JsonSerializer.Deserialize(await cluster.Server.Api.TextAsync("/v1/ca", ct), ApiJson.Default.CaItem)!;

    private static Task<CommandOutcome> GantryAsync(LabCluster cluster, CancellationToken ct, params string[] line) =>
        new GantryCommand(cluster.Server.Folder).RunAsync(ct, ["--host", $"unix://{cluster.Server.SocketPath}", .. line]);

    private static IReadOnlyList<string> Ids(LabCluster cluster) => [.. cluster.Running().Select(c => c.Id).Order(StringComparer.Ordinal)];

    private static int Losses(WorkerProcess worker) => worker.Log.Split(SessionLost).Length - 1;
}
