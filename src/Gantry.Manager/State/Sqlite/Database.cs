using SQLitePCL;

namespace Gantry.Manager.State.Sqlite;

/// <summary>One SQLite connection, used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private const int NoCheckpointOnClose = 1006;

    private readonly sqlite3 _handle;

    private Database(sqlite3 handle) => _handle = handle;

    /// <summary>False within a transaction.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(_handle) != 0;

    public int Changes => raw.sqlite3_changes(_handle);

    public static Database Open(string path) => Open(path, raw.SQLITE_OPEN_READWRITE);

    /// <summary>Reads the file alone: no log, no locks, nothing created beside it. For a file that nobody has open.</summary>
    public static Database OpenImmutable(string path) =>
        Open($"file:{Uri.EscapeDataString(path)}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    /// <summary>Reads through the log that a crash left, and leaves file and log as they are.</summary>
    public static Database OpenBesideLog(string path)
    {
        var database = Open(path);
        try
        {
            // Closing folds the log into the file otherwise. Exclusive keeps the log's index in memory, not in a file.
            raw.sqlite3_db_config(database._handle, NoCheckpointOnClose, 1, out _);
            database.Execute("PRAGMA locking_mode=EXCLUSIVE");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        return new Statement(this, statement);
    }

    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        while (statement.Step())
        {
        }
    }

    public long ReadNumber(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    public List<string> ReadTexts(string sql)
    {
        using var statement = Prepare(sql);
        var texts = new List<string>();
        while (statement.Step())
            texts.Add(statement.Text(0));
        return texts;
    }

    /// <summary>Folds what it can into the file while others read and write.</summary>
    public void CheckpointPassively() => Check(raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _));

    /// <summary>Folds everything and cuts the log to nothing. For the writer.</summary>
    public void CheckpointFully() => Check(raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _));

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteException(raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose() => _handle.Dispose();

    private static Database Open(string name, int flags)
    {
        var code = raw.sqlite3_open_v2(name, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        try
        {
            database.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
