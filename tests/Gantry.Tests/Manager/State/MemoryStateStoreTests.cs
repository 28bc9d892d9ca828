using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Ids;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.State;

public sealed class MemoryStateStoreTests() : StateStoreContract(TestedBackend.Memory())
{
    [Fact]
    public async Task What_builds_on_a_lost_change_is_lost_with_it()
    {
        var ct = TestContext.Current.CancellationToken;
        var shared = new MemoryBackend();
        await using var store = await OpenAsync();
        await using var rival = await OpenAsync();
        await rival.UpdateAsync(tx => tx.Put(Nouns.Stack("rival")), ct);
        var before = store.Current;

        var commits = Enumerable.Range(0, 20).Select(n => HandIn($"s{n}")).ToList();

        foreach (var commit in commits)
            Assert.Equal(StoreTrouble.Lost, (await Assert.ThrowsAsync<StoreUnavailableException>(() => commit)).Trouble);
        Assert.Same(before, store.Current);
        Assert.Same(before, store.BeginAhead().Base);

        Task<StateStore> OpenAsync() =>
            StateStore.OpenAsync(shared, IdSource.Seeded(1), new ManualTime(), NullLogger<StateStore>.Instance, ct);

        Task<Snapshot> HandIn(string stack)
        {
            var tx = store.BeginAhead();
            tx.Put(Nouns.Stack(stack));
            return store.CommitAsync(tx, ct).AsTask();
        }
    }
}
