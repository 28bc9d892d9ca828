using Gantry.Model.Events;
using Gantry.Model.Json;

namespace Gantry.Manager.State.Sqlite;

/// <summary>A second connection, for what must not hold up commits: reading events and folding the log into the file.</summary>
internal sealed class StoreBackground(StoreFile file) : IDisposable
{
    private Database? _database;

    private Database Connection => _database ??= Database.Open(file.Path);

    /// <returns>False when it could not; what is left is folded later.</returns>
    public bool Checkpoint()
    {
        try
        {
            Connection.CheckpointPassively();
            return true;
        }
        catch (SqliteException)
        {
            // Nothing is lost by it, and a disk that fails is reported by the commits.
            return false;
        }
    }

    public IReadOnlyList<EventBatch> ReadEvents(EventQuery query, CancellationToken ct)
    {
        try
        {
            return Read(query, ct);
        }
        catch (SqliteException failed)
        {
            throw new StoreUnavailableException(StoreTrouble.Io, $"The events cannot be read: {failed.Message}.", failed);
        }
    }

    public void Dispose() => _database?.Dispose();

    private List<EventBatch> Read(EventQuery query, CancellationToken ct)
    {
        // The newest event of a batch decides about "since"; "until" is left to the reader of single events.
        using var rows = Connection.Prepare(
            $"SELECT {EventRows.Columns} FROM events WHERE revision > ?1 AND at >= ?2 ORDER BY revision {(query.Newest ? "DESC" : "ASC")}");
        rows.Bind(1, query.After.Number).Bind(2, query.Since?.ToUnixTimeMilliseconds() ?? long.MinValue);

        var batches = new List<EventBatch>();
        for (var found = 0; found < query.Limit && rows.Step();)
        {
            ct.ThrowIfCancellationRequested();
            if (!EventRows.IsSound(rows))
                throw new StoreUnavailableException(StoreTrouble.Io, $"The events of revision {rows.Number(0)} are damaged. Restore a backup.");

            var batch = CompactJson.Read<EventBatch>(rows.Bytes(4));
            var taken = batch.Events.Count(query.Takes);
            if (taken == 0)
                continue;
            batches.Add(batch);
            found += taken;
        }

        if (query.Newest)
            batches.Reverse();
        return batches;
    }
}
