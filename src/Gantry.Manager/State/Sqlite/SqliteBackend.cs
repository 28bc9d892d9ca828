using Gantry.Model.Events;

namespace Gantry.Manager.State.Sqlite;

/// <summary>The cluster's memory in one SQLite file, for one manager.</summary>
/// <param name="path">Of the database file; its folder is made when it is missing.</param>
internal sealed class SqliteBackend(string path) : IStateBackend
{
    private readonly WorkThread _writing = new("gantry-store-writer");
    private readonly WorkThread _background = new("gantry-store-background");
    private StoreFile? _file;
    private StoreWriter? _writer;
    private StoreBackground? _reader;
    private Task _checkpoint = Task.CompletedTask;
    private long _objects;

    // 4,096 rows are about 50 ms of work: what everybody else waits for at most.
    public BackendLimits Limits { get; } = new(Operations: 4_096, Bytes: 32L << 20);

    public Task<StoredState> LoadAsync(CancellationToken ct) => _writing.RunAsync(Load);

    public Task CommitAsync(StoreBatch batch) => _writing.RunAsync(() =>
    {
        // Opened by the first commit: until then what was read may still be refused, and the file must be as it was.
        _writer ??= StoreWriter.Open(File, _objects);
        if (_writer.Commit(batch))
            _checkpoint = _background.RunAsync(() => Reader().Checkpoint());
        return true;
    });

    public Task<IReadOnlyList<EventBatch>> ReadEventsAsync(EventQuery query, CancellationToken ct) =>
        _background.RunAsync(() => Reader().ReadEvents(query, ct));

    public Task CompactEventsAsync(int keep, DateTimeOffset olderThan, CancellationToken ct) => _writing.RunAsync(() =>
    {
        _writer ??= StoreWriter.Open(File, _objects);
        _writer.CompactEvents(keep, olderThan);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _checkpoint;
        await _background.RunAsync(() => Close(_reader));
        await _background.DisposeAsync();

        // Last, so that its close folds the log into the file.
        await _writing.RunAsync(() => Close(_writer));
        await _writing.DisposeAsync();
        _file?.Dispose();
    }

    private StoreFile File => _file ?? throw new InvalidOperationException("The store is read before it is used: call LoadAsync.");

    private StoreBackground Reader() => _reader ??= new StoreBackground(File);

    private StoredState Load()
    {
        SystemSqlite.EnsureLoaded();
        var file = StoreFile.Hold(path);
        try
        {
            file.CreateIfMissing();
            using var database = file.OpenToLook();
            var state = StoreReading.ReadAll(file, database);
            _objects = state.Objects.Count;
            _file = file;
            return state;
        }
        catch (SqliteException busy) when (busy.IsBusy)
        {
            throw new StoreRefusedException($"The store '{path}' is open in another program. Close it there and start again.", busy);
        }
        catch (SqliteException unreadable)
        {
            throw file.Damaged(unreadable.Message, unreadable);
        }
        finally
        {
            if (_file is null)
                file.Abandon();
        }
    }

    private static bool Close(IDisposable? connection)
    {
        connection?.Dispose();
        return true;
    }
}
