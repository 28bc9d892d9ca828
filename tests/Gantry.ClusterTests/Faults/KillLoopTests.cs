using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Faults;

/// <summary>
/// <c>kill -9</c> of the server under a stream of deploys, each inside a named step: no acknowledged change is lost, no slot
/// runs twice, what nobody changed is not restarted, nothing stays behind.
/// </summary>
public sealed class KillLoopTests(LocalEngine engine, SharedServer shared) : IClassFixture<SharedServer>
{
    /// <summary>Set: all kills and not only a sample, about ten minutes.</summary>
    private const string LongVariable = "GANTRY_LONG";

    private static readonly TimeSpan ConvergeWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan OrphansGoneWithin = TimeSpan.FromSeconds(60);

    private static readonly string Steady = RandomStack.Named("steady");

    private readonly ServerProcess _server = shared.Process;

    /// <summary>Eleven steps, each with the counts of times that it is passed before it kills: fifty kills in all.</summary>
    private static readonly (string Step, int[] Hits)[] All =
    [
        ("store.before-commit", [5, 1, 2, 11, 23]),
        ("store.after-commit", [7, 1, 3, 15, 29]),
        ("manager.after-decide", [9, 2, 4, 17, 30]),
        ("worker.after-assignment", [3, 2, 5, 9]),
        ("worker.before-create", [2, 1, 3, 5]),
        ("worker.after-create", [1, 2, 3, 4, 6]),
        ("worker.before-start", [2, 1, 4, 5]),
        ("worker.after-start", [1, 2, 3, 4, 6]),
        ("worker.after-stop", [1, 2, 3, 5]),
        ("worker.after-remove", [1, 2, 3, 5]),
        ("worker.before-report", [3, 1, 8, 13, 21]),
    ];

    public static TheoryData<string> Failpoints => [.. All.SelectMany(s => Chosen(s.Hits).Select(hit => $"{s.Step}:{hit}"))];

    [Theory]
    [MemberData(nameof(Failpoints))]
    public async Task A_kill_inside_a_step_loses_nothing_and_doubles_nothing(string failpoint)
    {
        var ct = TestContext.Current.CancellationToken;
        await _server.Api.DeployAsync(Steady, Composes.Sleeper(replicas: 2), ct);
        await _server.UntilAsync(token => _server.IsInServiceAsync(Steady, token), Eventually.Patience, "steady is in service", ct);
        var steady = await _server.Cluster.StartsAsync(Steady, ct);
        await using var foreign = await ForeignThings.MakeAsync(engine, ct);
        await using var sampler = new InvariantSampler(
            _server.Cluster, async token => [.. await _server.Cluster.StartsAsync(Steady, token), .. await foreign.SeenAsync(token)]);
        var stream = new DeployStream(_server.Api);

        await _server.TerminateAsync(ct);
        _server.StartToDie(failpoint);
        await stream.RunUntilAsync(() => _server.HasExited, ct);
        await _server.StartAgainAsync(ct);

        await _server.UntilAsync(token => stream.IsKeptAsync(_server, token), ConvergeWithin, $"after {failpoint} all is as acknowledged: {stream.Words}", ct);
        Assert.Equal(steady, await _server.Cluster.StartsAsync(Steady, ct));
        await AssertNothingStaysAsync(ct);
        await sampler.AssertHeldAsync();
    }

    private static IEnumerable<int> Chosen(int[] hits) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(LongVariable)) ? hits.Take(1) : hits;

    private async Task AssertNothingStaysAsync(CancellationToken ct)
    {
        foreach (var stack in (await _server.Api.StacksAsync(ct)).Items.Where(s => s.Name != Steady))
            await _server.Api.TryRemoveAsync(stack.Name, ct);
        await _server.UntilAsync(
            async token => (await _server.Cluster.ContainersAsync(token)).All(c => c.Stack == Steady)
                && (await _server.Cluster.NetworksAsync(token)).All(n => n == $"{Steady}_default")
                && (await _server.Api.StacksAsync(token)).Items.Count == 1,
            OrphansGoneWithin, "nothing of the removed stacks is left", ct);
    }
}
