using System.Runtime.CompilerServices;
using Gantry.ClusterTests.Hosts;
using Gantry.Model.Nodes;

namespace Gantry.ClusterTests.Faults;

/// <summary>
/// What machines, cables, engines and processes do to a cluster of four. Each with three seeds, which pick the node, the
/// moment and how long; the three run beside each other, each on a cluster of its own, for most of the time is waiting.
/// </summary>
public sealed class NodeFaultTests(FaultClusters clusters) : IClassFixture<FaultClusters>
{
    private static readonly int[] Seeds = [1, 2, 3];

    private static readonly TimeSpan EngineMissedWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public Task A_machine_that_loses_its_power_is_replaced_and_comes_back_empty() => EachAsync(async (run, ct) =>
    {
        await run.BreakAsync(containersDie: true, () => run.Machine.PowerOffAsync(ct), ct);
        await run.UntilReplacedAsync(ct);
        await FaultRun.PassAsync(run.Between(0, 3), ct);

        await run.Machine.PowerOnAsync(ct);
        run.Victim.StartAgain();
        await run.SettleAsync(ct);
    });

    // How long it is away is for the machine to say, not for us: time counts from when its worker is started.
    [Fact]
    public Task A_machine_that_is_rebooted_at_once_has_its_work_again_or_others_have() => EachAsync(async (run, ct) =>
    {
        await run.BreakAsync(containersDie: true, () => run.Machine.PowerOffAsync(ct), ct);
        await run.Machine.PowerOnAsync(ct);
        run.Victim.StartAgain();
        await run.SettleAsync(ct);
    });

    [Fact]
    public Task A_machine_without_its_cable_is_replaced_and_gives_up_what_it_has_twice() => EachAsync(async (run, ct) =>
    {
        await run.BreakAsync(containersDie: false, () => run.Machine.CutAsync(ct), ct);
        await run.UntilReplacedAsync(ct);
        await FaultRun.PassAsync(run.Between(0, 6), ct);

        await run.Machine.HealAsync(ct);
        await run.SettleAsync(ct);
    });

    [Fact]
    public Task A_machine_that_only_the_server_does_not_hear_is_replaced_too() => EachAsync(async (run, ct) =>
    {
        await run.BreakAsync(containersDie: false, () => Lab.DropAsync(run.Cluster.ServerMachine, run.Machine, ct), ct);
        await run.UntilReplacedAsync(ct);
        await FaultRun.PassAsync(run.Between(0, 6), ct);

        await Lab.UndropAsync(run.Cluster.ServerMachine, run.Machine, ct);
        await run.SettleAsync(ct);
    });

    [Fact]
    public Task An_engine_that_dies_with_all_its_containers_is_replaced() => EachAsync(async (run, ct) =>
    {
        await run.BreakAsync(containersDie: true, () => run.Machine.KillEngineAsync(ct), ct);
        await run.UntilReplacedAsync(ct);
        await FaultRun.PassAsync(run.Between(0, 3), ct);

        await run.Machine.BootEngineAsync(ct);
        await run.SettleAsync(ct);
    });

    // Its containers run and serve: whether they are replaced meanwhile is not asked, only that it is seen and hurts nobody.
    [Fact]
    public Task An_engine_that_hangs_is_noticed_and_works_again_when_it_is_back() => EachAsync(async (run, ct) =>
    {
        await run.BreakAsync(containersDie: false, FreezeAsync, ct);
        await run.UntilNodeAsync(state => state != NodeState.Ready, EngineMissedWithin, $"the hung engine of {run.Machine.Name} is noticed", ct);
        await FaultRun.PassAsync(run.Between(0, 5), ct);

        run.Machine.Engine.Thaw();
        await run.UntilNodeAsync(state => state == NodeState.Ready, BackWithin, $"the engine of {run.Machine.Name} is back", ct);
        await run.SettleAsync(ct);

        Task FreezeAsync()
        {
            run.Machine.Engine.Freeze();
            return Task.CompletedTask;
        }
    });

    [Fact]
    public Task A_worker_that_dies_alone_is_replaced_and_takes_over_or_stops_what_runs_when_it_is_back() => EachAsync(async (run, ct) =>
    {
        await run.BreakAsync(containersDie: false, () => run.Victim.KillAsync(ct), ct);
        await run.UntilReplacedAsync(ct);
        await FaultRun.PassAsync(run.Between(0, 3), ct);

        run.Victim.StartAgain();
        await run.SettleAsync(ct);
    });

    [Fact]
    public Task A_worker_that_is_started_again_soon_moves_nothing() => EachAsync(async (run, ct) =>
    {
        await run.BreakQuietlyAsync(() => run.Victim.KillAsync(ct), ct);
        await FaultRun.PassAsync(run.Between(0, 3), ct);

        run.Victim.StartAgain();
        await run.SettleAsync(ct);
    });

    [Fact]
    public Task A_server_that_dies_stops_nothing_and_moves_nothing_when_it_is_back() => EachAsync(async (run, ct) =>
    {
        await run.BreakQuietlyAsync(() => run.Cluster.Server.KillAsync(ct), ct);
        await FaultRun.PassAsync(run.Between(1, 15), ct);

        await run.Cluster.Server.StartAgainAsync(ct);
        await run.SettleAsync(ct);
    });

    [Fact]
    public Task A_cable_that_comes_and_goes_does_not_have_the_work_moved_again_and_again() => EachAsync(async (run, ct) =>
    {
        await run.BreakAsync(containersDie: false, () => Task.CompletedTask, ct);
        for (var time = 0; time < 4; time++)
        {
            await run.Machine.CutAsync(ct);
            await FaultRun.PassAsync(run.Between(2, 9), ct);
            await run.Machine.HealAsync(ct);
            await FaultRun.PassAsync(run.Between(2, 5), ct);
        }

        await run.SettleAsync(ct);

        // In less than two minutes: the one that was there, and two a minute.
        await run.AssertRunsOfASlotAsync(atMost: 3, ct);
    });

    private async Task EachAsync(Func<FaultRun, CancellationToken, Task> story, [CallerMemberName] string test = "")
    {
        var ct = TestContext.Current.CancellationToken;
        var failures = await Task.WhenAll(Seeds.Select(seed => TryAsync(seed, test, story, ct)));
        Assert.True(failures.All(f => f is null), string.Join("\n\n", failures.OfType<string>()));
    }

    /// <returns>Null when all was well.</returns>
    private async Task<string?> TryAsync(int seed, string test, Func<FaultRun, CancellationToken, Task> story, CancellationToken ct)
    {
        try
        {
            // Each test its own choice; string hashes are different in every process.
            await using var run = await FaultRun.PrepareAsync(await clusters.ForAsync(seed, ct), new Random(seed + test.Sum(letter => letter)), ct);
            await story(run, ct);
            await run.ClearAsync(ct);
            return null;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // Whatever it is: the other seeds end by themselves, and the failure is told with its seed.
            await clusters.DropAsync(seed);
            return $"Seed {seed}: {failure}";
        }
    }
}
