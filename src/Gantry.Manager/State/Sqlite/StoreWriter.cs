namespace Gantry.Manager.State.Sqlite;

/// <summary>The one connection that writes.</summary>
internal sealed class StoreWriter : IDisposable
{
    // A checkpoint by the writer is the worst wait there is, a log without end the worst disk use: spine.md section 6.
    private const long LongestLogBytes = 64L << 20;

    // So much is folded in the background at once: a few milliseconds of disk time.
    private const long CheckpointEveryBytes = 4L << 20;

    private const int PageBytes = 4_096;

    private readonly StoreFile _file;
    private readonly Database _database;
    private readonly Statement _moveOn;
    private readonly Statement _put;
    private readonly Statement _remove;
    private readonly Statement _addEvents;
    private long _objects;
    private long _sinceCheckpoint;

    private StoreWriter(StoreFile file, Database database, long objects)
    {
        _file = file;
        _database = database;
        _objects = objects;
        _moveOn = database.Prepare("UPDATE meta SET epoch = ?1, revision = ?2, objects = ?3, checksum = ?4 WHERE id = 1 AND epoch = ?5 AND revision = ?6");
        _put = database.Prepare(
            "INSERT INTO objects (kind, place, key, modified, checksum, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6) " +
            "ON CONFLICT (kind, place, key) DO UPDATE SET modified = excluded.modified, checksum = excluded.checksum, value = excluded.value");
        _remove = database.Prepare("DELETE FROM objects WHERE kind = ?1 AND place = ?2 AND key = ?3");
        _addEvents = database.Prepare($"INSERT INTO events ({EventRows.Columns}) VALUES (?1, ?2, ?3, ?4, ?5)");
    }

    /// <param name="objects">How many the store holds.</param>
    public static StoreWriter Open(StoreFile file, long objects) => InTerms(() =>
    {
        var database = Database.Open(file.Path);
        try
        {
            database.Execute("PRAGMA journal_mode=WAL");
            database.Execute("PRAGMA synchronous=FULL");
            database.Execute("PRAGMA wal_autocheckpoint=0");
            database.Execute("PRAGMA busy_timeout=5000");
            database.Execute("PRAGMA cache_size=-32768");
            SchemaUpgrade.Apply(database);
            return new StoreWriter(file, database, objects);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    });

    /// <returns>True when the log has grown enough for a checkpoint in the background.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    public bool Commit(StoreBatch batch)
    {
        InTransaction(() => Write(batch));
        _objects += Growth(batch);
        if (_file.LogBytes > LongestLogBytes)
            CutLog();

        _sinceCheckpoint += batch.Writes.Sum(w => PageBytes + (w.Write.Bytes?.Length ?? 0));
        if (_sinceCheckpoint < CheckpointEveryBytes)
            return false;

        _sinceCheckpoint = 0;
        return true;
    }

    public void CompactEvents(int keep, DateTimeOffset olderThan) => InTransaction(() =>
    {
        var surplus = _database.ReadNumber(
            "SELECT coalesce(max(revision), 0) FROM (SELECT revision, sum(count) OVER (ORDER BY revision DESC) AS newer FROM events) " +
            $"WHERE newer > {keep}");
        _database.Execute($"DELETE FROM events WHERE revision <= {surplus} OR at < {olderThan.ToUnixTimeMilliseconds()}");
    });

    public void Dispose()
    {
        _moveOn.Dispose();
        _put.Dispose();
        _remove.Dispose();
        _addEvents.Dispose();
        _database.Dispose();
    }

    private static long Growth(StoreBatch batch)
    {
        var growth = 0;
        foreach (var (write, _) in batch.Writes)
        {
            if (write.Guard == 0 && write.Value is not null)
                growth++;
            else if (write.Guard != 0 && write.Value is null)
                growth--;
        }

        return growth;
    }

    private static T InTerms<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException full) when (full.IsFull)
        {
            throw new StoreUnavailableException(StoreTrouble.Full, $"The disk of the store is full: {full.Message}. Free some space; the change was not kept.", full);
        }
        catch (SqliteException failed)
        {
            throw new StoreUnavailableException(StoreTrouble.Io, $"The store cannot be written: {failed.Message}. The change was not kept.", failed);
        }
    }

    private void InTransaction(Action work) => InTerms(() =>
    {
        _database.Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            _database.Execute("COMMIT");
            return true;
        }
        finally
        {
            // Some errors roll back by themselves, others leave it to us.
            if (!_database.IsIdle)
                _database.Execute("ROLLBACK");
        }
    });

    private void Write(StoreBatch batch)
    {
        var objects = _objects + Growth(batch);
        var after = batch.After.Revision;
        _moveOn.Bind(1, after.Epoch).Bind(2, after.Number).Bind(3, objects).Bind(4, Schema.MetaChecksum(after, objects))
            .Bind(5, batch.Previous.Epoch).Bind(6, batch.Previous.Number).Run();
        if (_database.Changes != 1)
            throw new StoreUnavailableException(StoreTrouble.Lost, $"The store '{_file.Path}' is not at revision {batch.Previous} any more: somebody else wrote to it.");

        Span<byte> name = stackalloc byte[RowName.MostBytes];
        foreach (var (write, modifiedAt) in batch.Writes)
            Write(write, modifiedAt, name);

        foreach (var events in batch.Events)
        {
            EventRows.Bind(_addEvents, events);
            _addEvents.Run();
        }
    }

    private void Write(StoreWrite write, long modifiedAt, Span<byte> buffer)
    {
        var kind = (long)write.Key.Kind;
        var place = Schema.PlaceOf(write.Value);
        if (write.Old is not null && (write.Value is null || Schema.PlaceOf(write.Old) != place))
        {
            var old = RowName.Of(Schema.PlaceOf(write.Old), write.Key.Text, buffer);
            _remove.Bind(1, kind).Bind(2, old.Place).Bind(3, old.Key).Run();
        }

        if (write.Bytes is { } value)
        {
            var name = RowName.Of(place, write.Key.Text, buffer);
            _put.Bind(1, kind).Bind(2, name.Place).Bind(3, name.Key).Bind(4, modifiedAt)
                .Bind(5, RowChecksum.Of(kind, modifiedAt, name.Whole, value)).Bind(6, value).Run();
        }
    }

    private void CutLog()
    {
        try
        {
            _database.CheckpointFully();
        }
        catch (SqliteException)
        {
            // The change is durable in the log; the next commit tries again.
        }
    }
}
