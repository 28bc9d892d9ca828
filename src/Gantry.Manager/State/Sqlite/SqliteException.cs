using SQLitePCL;

namespace Gantry.Manager.State.Sqlite;

/// <summary>SQLite said no. Never leaves this folder: the backend says what it means for the store.</summary>
/// <param name="code">Extended result code.</param>
internal sealed class SqliteException(int code, string message) : Exception($"{message} (SQLite code {code})")
{
    public int Code => code & 0xFF;

    public bool IsFull => Code == raw.SQLITE_FULL;

    public bool IsBusy => Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
}
