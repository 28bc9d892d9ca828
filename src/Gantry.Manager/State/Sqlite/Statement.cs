using System.Text;
using SQLitePCL;

namespace Gantry.Manager.State.Sqlite;

/// <summary>A prepared statement: bind, step, reset, and again. Positions are 1-based for binding, 0-based for columns, as in SQLite.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int position, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, position, value));
        return this;
    }

    public Statement Bind(int position, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite takes that for NULL.
        database.Check(utf8.IsEmpty ? raw.sqlite3_bind_text(handle, position, "") : raw.sqlite3_bind_text(handle, position, utf8));
        return this;
    }

    /// <returns>True when there is a row to read.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        database.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs it to its end and makes it ready for the next values, also when it failed.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            // Repeats the code of the step, which was thrown already.
            _ = raw.sqlite3_reset(handle);
        }
    }

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => handle.Dispose();
}
