using Gantry.Manager.Leadership;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Events;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.Leadership;

public sealed class EventRetentionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task While_it_leads_events_older_than_two_weeks_go_and_newer_ones_stay()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var store = await StateStore.OpenAsync(new MemoryBackend(), _time, NullLogger<StateStore>.Instance, ct);
        using var leadership = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await HappenAsync(store, "first", ct);
        var leading = new EventRetention(store, _time, NullLogger<EventRetention>.Instance).RunAsync(leadership.Token);

        _time.Advance(StateStore.EventsKeptFor / 2);
        await HappenAsync(store, "second", ct);
        _time.Advance(StateStore.EventsKeptFor / 2);
        await UntilAsync(store, "second", ct);

        await leadership.CancelAsync();
        await leading.WaitAsync(Patience, TimeProvider.System, ct);
    }

    private async Task HappenAsync(StateStore store, string what, CancellationToken ct) => await store.UpdateAsync(
        tx =>
        {
            tx.AddEvent(new ClusterEvent(_time.GetUtcNow(), "test", what));
            return what;
        },
        ct);

    // The duty goes on in a thread of its own after each step of the clock, and may need one more step.
    private async Task UntilAsync(StateStore store, string wanted, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        for (var end = _time.GetUtcNow() + TimeSpan.FromDays(1); await KeptAsync(store, patience.Token) != wanted; _time.Advance(TimeSpan.FromMinutes(1)))
        {
            Assert.True(_time.GetUtcNow() < end, $"A day later there is still: {await KeptAsync(store, ct)}.");
            await Task.Yield();
        }
    }

    private static async Task<string> KeptAsync(StateStore store, CancellationToken ct) =>
        string.Join(' ', (await store.ReadEventsAsync(new EventQuery(Revision.None, 100), ct)).Select(e => e.Event.Message));
}
