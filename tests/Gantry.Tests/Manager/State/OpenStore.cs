using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.State;

/// <summary>A store that each test finds open, and may open again as after a restart.</summary>
public abstract class OpenStore(TestedBackend backend) : IAsyncLifetime
{
    private StateStore? _store;

    internal Nouns Made { get; } = new();

    internal ManualTime Time { get; } = new();

    internal StateStore Store => _store ?? throw new InvalidOperationException("Not opened.");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    internal async Task<Snapshot> WriteAsync(Action<Transaction> change)
    {
        var tx = Store.Begin();
        change(tx);
        return await Store.CommitAsync(tx, Ct);
    }

    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync();
    }

    private Task<StateStore> OpenAsync() =>
        StateStore.OpenAsync(backend.Open(), IdSource.Seeded(1), Time, NullLogger<StateStore>.Instance, Ct);
}
