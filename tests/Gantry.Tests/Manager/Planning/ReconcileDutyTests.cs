using Gantry.Manager.Planning;
using Gantry.Manager.Reconcile;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Ids;
using Gantry.Model.Stacks;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.Planning;

/// <summary>A server whose deciding has an error that never lets it settle still answers, and says what it was at.</summary>
public sealed class ReconcileDutyTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private int _rounds;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _ending.Dispose();
    }

    [Theory]
    [InlineData(true, "the last one changed 1 objects (stack 'shop')")]
    [InlineData(false, "the last one changed nothing and wanted to look again at once")]
    public async Task What_never_settles_is_put_off_until_something_else_happens(bool writes, string what)
    {
        await using var store = await OpenAsync();
        var duty = Run(store, (tx, _, now) =>
        {
            _rounds++;
            if (writes)
                tx.Put(Shop(_rounds));
            var agenda = new Agenda();
            if (!writes)
                agenda.LookAt("shop", now);
            return agenda;
        });

        var first = await EventAsync(store, 1);
        var rounds = _rounds;
        await store.UpdateAsync(tx => tx.Put(Shop(1_000_000)), Ct);
        await EventAsync(store, 2);

        Assert.Contains(what, first, StringComparison.Ordinal);
        Assert.InRange(rounds, 2_000, 2_010);
        Assert.InRange(_rounds, rounds + 2_000, rounds + 2_010);

        // Without anything else it looks again by itself, as it always does.
        while (_rounds < rounds + 4_000)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await _ending.CancelAsync();
        await duty;
    }

    [Fact]
    public async Task What_others_change_all_the_time_is_followed_without_a_complaint()
    {
        await using var store = await OpenAsync();
        var duty = Run(store, (tx, _, _) =>
        {
            if (tx.State.FindStack("shop") is { Revision: var told } stack && stack.AppliedRevision < told)
                tx.Put(stack with { AppliedRevision = told });
            return new Agenda();
        });

        for (var revision = 1; revision <= 3_000; revision++)
        {
            await store.UpdateAsync(tx => tx.Put((tx.State.FindStack("shop") ?? Shop(0)) with { Revision = revision }), Ct);
            if (revision % 100 == 0)
                await UntilAsync(store, s => s.FindStack("shop")?.AppliedRevision == revision);
        }

        await _ending.CancelAsync();
        await duty;
        Assert.Empty(await store.ReadEventsAsync(new(default, 10), Ct));
    }

    private static Stack Shop(int revision) => new("shop", revision, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "ann");

    private static Task<StateStore> OpenAsync() =>
        StateStore.OpenAsync(new MemoryBackend(), IdSource.Seeded(1), TimeProvider.System, NullLogger<StateStore>.Instance, Ct);

    private Task Run(StateStore store, Func<Transaction, LookAt, DateTimeOffset, Agenda> decide) =>
        Task.Run(() => new ReconcileDuty(store, decide, _time, NullLogger<ReconcileDuty>.Instance).RunAsync(_ending.Token), Ct);

    private static async Task UntilAsync(StateStore store, Func<Snapshot, bool> isSo)
    {
        for (var state = store.Current; !isSo(state); state = store.Current)
            await store.ChangedAsync(state.Revision, Ct);
    }

    /// <returns>What the event of this number says; waits for it.</returns>
    private static async Task<string> EventAsync(StateStore store, int number)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var seen = store.Current.Revision;
            var events = await store.ReadEventsAsync(new(default, 10), patience.Token);
            if (events.Count >= number)
                return events[number - 1].Event.Message;
            await store.ChangedAsync(seen, patience.Token);
        }
    }
}
